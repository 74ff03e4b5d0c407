"""The pages of administrators: how the work goes, and the sign-ins of others. No case is shown here."""
