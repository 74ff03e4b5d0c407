"""Reads a case of the pilot's file: which keys there are, and what each becomes."""

from __future__ import annotations

from datetime import date

from pilot.facts import (
    Accident,
    Appraisal,
    Bill,
    Case,
    Dispute,
    FastLane,
    Filing,
    Finding,
    FurtherBills,
    GreenChannel,
    LateApplication,
    PaymentTrouble,
    Redo,
    Refusal,
    RefusedPart,
    Reporter,
    ReturnedDraft,
    Service,
    Supplement,
    Suspension,
    Trouble,
)
from pilot.file_reader import FileReader

PANEL = 3
SIGNERS = ("reviewer", "approver")


def read_case(reader: FileReader, paces: frozenset[str]) -> Case:
    """One case; `paces` are the names of the stages whose pace a case may set."""
    accident = reader.required("accident", _accident)
    return Case(
        person=reader.count("person"),
        born_on=reader.day("born_on") or date.min,
        platform=reader.text("platform") or "",
        industry=reader.text("industry") or "",
        accident=accident,
        criterion=reader.count("criterion", default=1),
        report=reader.required("report", lambda filing: _filing(filing, accident.on)),
        application=reader.required("application", lambda filing: _filing(filing, accident.on)),
        bills=reader.each("bills", _bill),
        third_party_paid_fen=reader.maybe_sum("third_party_paid"),
        platform_silent=reader.flag("platform_silent"),
        duplicate_report=reader.flag("duplicate_report"),
        withdrawal_undone=reader.maybe_text("withdrawal_undone"),
        gongshang_choice=reader.maybe_text("gongshang_choice"),
        refused_part=reader.inner("refused_part", _refused_part),
        supplement=reader.inner("supplement", _supplement),
        suspension=reader.inner("suspension", _suspension),
        fast_lane=reader.inner("fast_lane", _fast_lane),
        appraisal=reader.inner("appraisal", _appraisal),
        further_bills=reader.inner("further_bills", _further_bills),
        payment_trouble=reader.inner("payment_trouble", _payment_trouble),
        returned_draft=reader.inner("returned_draft", _returned_draft),
        late_application=reader.inner("late_application", _late_application),
        refusal=reader.inner("refusal", _refusal),
        dispute=reader.inner("dispute", _dispute),
        pace=reader.numbers("pace", paces),
        note=reader.maybe_text("note"),
    )


def _accident(reader: FileReader) -> Accident:
    return Accident(
        on=reader.day("on") or date.min,
        time=reader.text("time") or "",
        order_state=reader.text_or("order_state", "delivering"),
        place=reader.text("place") or "",
        course=reader.text("course") or "",
        injury=reader.text("injury") or "",
        diagnosis=reader.text("diagnosis") or "",
        part=reader.text("part") or "",
        finding=reader.inner("finding", _finding),
    )


def _finding(reader: FileReader) -> Finding:
    return Finding(reader.text("paper") or "", reader.text("says") or "")


def _filing(reader: FileReader, accident_on: date) -> Filing:
    on = reader.day("on") if "on" in reader.names() else accident_on
    return Filing(reader.one_of("by", Reporter, Reporter.RIDER), on or accident_on)


def _bill(reader: FileReader) -> Bill:
    return Bill(reader.sum("claimed"), reader.sum("allowed"))


def _refused_part(reader: FileReader) -> RefusedPart:
    return RefusedPart(reader.text("part") or "", reader.text("reason") or "", reader.sum("claimed"))


def _supplement(reader: FileReader) -> Supplement:
    lapsed = reader.flag("lapsed")
    return Supplement(reader.texts("missing"), reader.count("answered_after_days", 0 if lapsed else None), lapsed)


def _suspension(reader: FileReader) -> Suspension:
    return Suspension(
        reason=reader.text("reason") or "",
        authority=reader.text("authority") or "",
        document=reader.text("document") or "",
        days=reader.count("days"),
        conclusion=reader.text("conclusion") or "",
    )


def _fast_lane(reader: FileReader) -> FastLane:
    return FastLane(reader.text("reason") or "", reader.maybe_text("revoked_because"))


def _appraisal(reader: FileReader) -> Appraisal:
    return Appraisal(
        grade=reader.count("grade"),
        asked_after_days=reader.count("asked_after_days"),
        injury_period_days=reader.count("injury_period_days"),
        opinion=reader.text("opinion") or "",
        panel_size=reader.count("panel_size", PANEL),
        missing=reader.texts("missing"),
        no_show=reader.flag("no_show"),
        extended_because=reader.maybe_text("extended_because"),
        living_support=reader.flag("living_support"),
        redo=reader.inner("redo", _redo),
    )


def _redo(reader: FileReader) -> Redo:
    return Redo(reader.count("grade"), reader.count("asked_after_days"), reader.text("city_number") or "")


def _further_bills(reader: FileReader) -> FurtherBills:
    return FurtherBills(reader.count("after_days"), reader.each("bills", _bill))


def _payment_trouble(reader: FileReader) -> PaymentTrouble:
    return PaymentTrouble(reader.one_of("kind", Trouble, Trouble.REJECTED), reader.text("reason") or "")


def _returned_draft(reader: FileReader) -> ReturnedDraft:
    return ReturnedDraft(reader.text("by") or "", reader.text("reason") or "", reader.text("added") or "")


def _late_application(reader: FileReader) -> LateApplication:
    return LateApplication(reader.text("statement") or "", reader.count("days_not_counted"))


def _dispute(reader: FileReader) -> Dispute:
    return Dispute(
        on=reader.day("on") or date.min,
        matter=reader.text("matter") or "",
        route=reader.text("route") or "",
        outcome=reader.maybe_text("outcome"),
        green_channel=reader.inner("green_channel", _green_channel),
    )


def _green_channel(reader: FileReader) -> GreenChannel:
    names = ("ground", "reason", "decided_because", "area")
    return GreenChannel(**{name: reader.text(name) or "" for name in names})


def _refusal(reader: FileReader) -> Refusal:
    return Refusal(
        accepted=reader.flag("accepted"),
        ground=reader.text("ground") or "",
        explanation=reader.text("explanation") or "",
        service=reader.choice("service", tuple(Service)),
    )
