"""The auditor's room: everything is read, nothing is changed but the auditor's own notes, samples, checks and exports."""
