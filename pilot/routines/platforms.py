"""The platforms: each pays the 生活保障费 that it owes some days after it was told, reports it, and an officer confirms."""

from __future__ import annotations

from pilot.office import INTAKE, Office

PAYS_AFTER_DAYS = 6


def pay_support(office: Office) -> None:
    """What was reported before is confirmed; what is due for some working days is paid and reported."""
    for support in sorted(office.rows("platform_support", state="reported"), key=lambda row: str(row["id"])):
        office.act(INTAKE, support["id"], "confirm_paid")
    for support in sorted(office.rows("platform_support", state="due"), key=lambda row: str(row["id"])):
        if office.calendar.working_days_between(support["assessed_on"], office.today) >= PAYS_AFTER_DAYS:
            paid = {
                "amount_fen": support["amount_fen"],
                "paid_on": office.today,
                "document": f"合成回单{support['id']}",
            }
            office.act(office.platform_account(support["platform"]), support["id"], "report_paid", **paid)
