"""The rows of the dispute 争议 by what they are about; `workflows/machines/dispute.py` puts them together."""
