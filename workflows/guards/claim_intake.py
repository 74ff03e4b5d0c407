"""Guards of intake: 报案、并案、申请、补正、受理、不予受理。"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from claims.coverage import REFUSALS, Route, gate
from claims.store.rows import Row, select_one
from claims.store.tables import table
from workflows import clockwork
from workflows.casefacts import coverage_question, is_case, is_ground_of_refusal
from workflows.locking import read_person
from workflows.machines.claim_rows.states import GONE
from workflows.recipients import PLATFORM
from workflows.remedies import party_of
from workflows.roles import Role
from workflows.sight import named
from workflows.situation import Facts, Situation
from workflows.told_persons import number_said

# A case in one of these states leaves the way open; one that was decided and closed does not.
ELSEWHERE = ("reported", "merged", "withdrawn", "terminated", "transferred_out", "transferred_gongshang")
KIN = ("kin", "representative")
LATE = "late_without_cause"


def accident_not_later(s: Situation) -> Facts | None:
    """The accident was not after the report."""
    accident_on = s.data["accident_on"]
    return {"accident_on": accident_on, "reported_on": s.occurred_on} if accident_on > s.occurred_on else None


def accident_in_register(s: Situation) -> Facts | None:
    """The injured person, and the claimant if another, are registered."""
    for name in ("person_id", "claimant_id"):
        wanted = s.data.get(name)
        if wanted and select_one(s.connection, "person", id=wanted) is None:
            return {"person": wanted}
    return None


def not_identified_yet(s: Situation) -> Facts | None:
    """Nobody has seen the injured person's ID card; who has shown it is not made another.

    It chooses the row, so that nobody else is ever asked for.
    """
    return {"claim": s.file.no} if _has_number(s, s.claim["person_id"]) else None


def known_by_id_number(s: Situation) -> Facts | None:
    """Whom the case is now of has been registered by an ID number."""
    return None if _has_number(s, s.data["person_id"]) else {"person": s.data["person_id"]}


def persons_identified(s: Situation) -> Facts | None:
    """The injured person and the claimant are known by their ID numbers before anything is decided for them."""
    return None if all(_has_number(s, s.claim[name]) for name in ("person_id", "claimant_id")) else {}


def applicant_identified(s: Situation) -> Facts | None:
    """Who applies for himself has shown his ID card. A platform applies in time for whom it has reported, and the card is
    seen before the case is taken on: its answer does not tell whether the bureau knows him.
    """
    by_platform = party_of(s) == PLATFORM or (s.role == Role.INTAKE and s.data.get("applicant") == PLATFORM)
    return None if by_platform else persons_identified(s)


def _has_number(s: Situation, person_id: str) -> bool:
    return bool((read_person(s.connection, person_id) or {}).get("id_number"))


def survivor_open(s: Situation) -> Facts | None:
    """The case that survives exists and is open."""
    survivor = _claim(s, s.data["into"])
    if survivor is None or survivor["state"] in GONE or survivor["no"] == s.file.no:
        return {"into": s.data["into"]}
    return None


def same_accident(s: Situation) -> Facts | None:
    """Both cases are of one person, or told to be of one ID number, and of accidents at most a day apart."""
    survivor = _claim(s, s.data["into"])
    if survivor is None:
        return {"into": s.data["into"]}
    apart = abs(survivor["accident_on"] - s.claim["accident_on"])
    same = _of_one_person(s, survivor["person_id"], s.claim["person_id"]) and apart <= timedelta(days=1)
    return None if same else {"into": s.data["into"]}


def _of_one_person(s: Situation, one: str, other: str) -> bool:
    first, second = (number_said(read_person(s.connection, person) or {}) for person in (one, other))
    return one == other or (first != "" and first == second)


def consent_given(s: Situation) -> Facts | None:
    """知情同意确认书 has been signed."""
    return None if s.data["consent"] else {}


def form_signed(s: Situation) -> Facts | None:
    """The application form has been signed."""
    return None if s.data["form"] else {}


def claimant_standing(s: Situation) -> Facts | None:
    """The claimant is the injured person; kin and representatives show what makes them so."""
    another = s.claim["claimant_id"] != s.claim["person_id"]
    needs_proof = another or s.claim["claimant_relation"] in KIN or s.data["kind"] in ("death", "missing")
    return {} if needs_proof and not s.data.get("kin_proof") else None


def applied_in_time(s: Situation) -> Facts | None:
    """The ninety days of the person's own application (T3) are not over; after them comes the 超期说明."""
    late = _overdue(s, "T3")
    return {"due": late["due_on"]} if late else None


def applied_late(s: Situation) -> Facts | None:
    """The ninety days are over even without the days that are not counted (法释〔2014〕9号第七条)."""
    late = _overdue(s, "T3")
    return None if late else {}


def _overdue(s: Situation, code: str) -> Row | None:
    running = clockwork.open_clocks(s.file, code)
    return next((clock for clock in running if clock["due_on"] < s.occurred_on), None)


def missing_have_legal_basis(s: Situation) -> Facts | None:
    """Every paper asked for has a legal basis (社会保险经办条例第三十一条)."""
    known = s.rules.table("papers", s.occurred_on)
    strange = [code for code in s.data["missing"] if f"papers.{code}" not in known]
    return {"papers": "、".join(strange)} if strange else None


def supplement_once(s: Situation) -> Facts | None:
    """Papers are asked for once, all in one list; again only with a supervisor's approval (工伤保险条例第十八条)."""
    return {} if s.claim["supplement_count"] > 0 else None


def supplemented_before(s: Situation) -> Facts | None:
    """Papers have been asked for before; the first notice needs no approval."""
    return None if s.claim["supplement_count"] > 0 else {}


def relation_named(s: Situation) -> Facts | None:
    """Whoever reports for another says how he stands to him; nobody else is the injured person himself."""
    other = s.data.get("claimant_id", s.data["person_id"]) != s.data["person_id"]
    relation = s.data.get("relation")
    wrong = relation in (None, "self") if other else relation not in (None, "self")
    return {} if wrong else None


def survivor_further(s: Situation) -> Facts | None:
    """A case is merged into one that is at least as far: an application would be lost in a mere report."""
    survivor = _claim(s, s.data["into"])
    behind = survivor is not None and survivor["state"] == "reported" and s.claim["state"] != "reported"
    return {"into": s.data["into"]} if behind else None


def supplement_overdue(s: Situation) -> Facts | None:
    """The time for the supplement (T7) is over; without service of the notice it has not even begun."""
    running = clockwork.open_clocks(s.file, "T7")
    if not running:
        return {"due": "尚未送达"}
    return None if running[0]["due_on"] < s.occurred_on else {"due": running[0]["due_on"]}


def coverage_gate(s: Situation) -> Facts | None:
    """Platform, province, order and insurance: the person was covered that day."""
    answer = gate(coverage_question(s), s.rules)
    opens = answer.covered or answer.route == Route.HUMAN_REVIEW
    return None if opens else {"reason": answer.reason, "routes": "；".join(answer.other_routes)}


def one_route(s: Situation) -> Facts | None:
    """For one accident there is one line and one case: 职业伤害 or 工伤, never both (办法第十五条第一款)."""
    if s.data.get("other_line") or s.claim["other_line"]:
        return {"other": s.data.get("other_line") or s.claim["other_line"]}
    twin = next((row for row in _same_accident_cases(s) if row["state"] not in ELSEWHERE), None)
    return {"other": named(s.connection, s.actor, twin["no"], s.recorded_on)} if twin else None


def _same_accident_cases(s: Situation) -> list[Row]:
    claim = table("claim")
    day = s.claim["accident_on"]
    found = select(claim).where(
        claim.c.person_id == s.claim["person_id"],
        claim.c.accident_on >= day - timedelta(days=1),
        claim.c.accident_on <= day + timedelta(days=1),
        claim.c.no != s.file.no,
    )
    return [dict(row) for row in s.connection.execute(found).mappings()]


def criterion_in_force(s: Situation) -> Facts | None:
    """The criterion is one of the version of the accident's day (2021 text before 2025-07-01, 2025 text from then)."""
    code, day = s.data["criterion"], s.claim["accident_on"]
    return None if is_case(code, day, s.rules) else {"code": code, "day": day}


def refusal_in_force(s: Situation) -> Facts | None:
    """The ground of refusal is an exclusion of the version of the accident's day, or the case that is not met."""
    code, day = s.data["refusal"], s.claim["accident_on"]
    return None if is_ground_of_refusal(code, day, s.rules) else {"code": code, "day": day}


def proposal_in_force(s: Situation) -> Facts | None:
    """What the inquiry proposes is a case or a ground of refusal in force on the accident's day."""
    code, day = s.data["criterion"], s.claim["accident_on"]
    return None if is_ground_of_refusal(code, day, s.rules) else {"code": code, "day": day}


def refusal_reason_known(s: Situation) -> Facts | None:
    """不予受理 gives one of the reasons for which the coverage gate stays shut, or that the application came too late."""
    code = s.data["reason_code"]
    return None if code in (*REFUSALS, LATE) else {"reason": code}


def _claim(s: Situation, no: str) -> Row | None:
    return select_one(s.connection, "claim", no=no)
