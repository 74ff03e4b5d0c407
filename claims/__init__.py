"""What a claim is: the law as dated data, the calendar, the money. Knows no web, no Celery, no PDF."""
