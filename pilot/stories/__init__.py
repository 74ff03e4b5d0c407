"""The stories that cases are told in, a module a chapter: intake, inquiry, decision, money, appraisal, trouble."""
