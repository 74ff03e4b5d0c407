"""Guards of registering one of the kin 近亲属 on a case, and of striking him off again."""

from __future__ import annotations

from workflows.account_requests import request_in
from workflows.kin import registered
from workflows.locking import read_person
from workflows.situation import Facts, Situation


def relative_in_register(s: Situation) -> Facts | None:
    """Who is registered as kin is a person of the register, known by his ID number."""
    private = read_person(s.connection, s.data["relative"]) or {}
    return None if private.get("id_number") else {"person": s.data["relative"]}


def relative_is_another(s: Situation) -> Facts | None:
    """The injured person is not his own kin."""
    return {} if s.data["relative"] == s.claim["person_id"] else None


def relative_not_registered(s: Situation) -> Facts | None:
    """He does not stand on the case as kin already."""
    return {} if s.data["relative"] in registered(s.file.rows("relative")) else None


def kinship_proven(s: Situation) -> Facts | None:
    """The officer says what proves it: a paper of the case, or what was shown to him."""
    return None if s.data.get("paper") or s.data.get("shown") else {}


def proof_on_case(s: Situation) -> Facts | None:
    """The paper that is named as proof is a file of this case."""
    paper = s.data.get("paper")
    return {} if paper and s.file.find("evidence_file", paper) is None else None


def relative_registered(s: Situation) -> Facts | None:
    """Who is struck off stands on the case as kin."""
    return None if s.data["relative"] in registered(s.file.rows("relative")) else {"person": s.data["relative"]}


def relative_not_claimant(s: Situation) -> Facts | None:
    """He has not taken the case on."""
    return {} if s.data["relative"] == s.claim["claimant_id"] else None


def relative_not_served(s: Situation) -> Facts | None:
    """No letter was served on him, and none is on its way to him."""
    his = s.file.where("service", lambda row: row["recipient"] == s.data["relative"] and row["state"] != "replaced")
    return {"count": len(his)} if his else None


def relative_owed_nothing(s: Situation) -> Facts | None:
    """No benefit is his, no account was registered for him, and he waits for none."""
    whose = s.data["relative"]
    items = s.file.where("award_item", lambda row: row["beneficiary"] == whose and row["state"] != "discarded")
    accounts = s.file.where("payee_account", lambda row: row["beneficiary"] == whose)
    return {} if items or accounts or request_in(s, whose) is not None else None
