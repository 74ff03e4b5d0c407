"""What people receive: letters (kinds, texts, numbers, snapshots, pages) and their service 送达."""
