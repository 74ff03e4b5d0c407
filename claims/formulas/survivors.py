"""供养亲属抚恤金: a share of the 计发基数 each month for each survivor, all together never more than the base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.facts import Death, Facts, Relation, Survivor
from claims.formulas.death import cite_cause, not_due
from claims.formulas.figures import Figure, calculation_base
from claims.formulas.items import Item, ItemCode, Refusal
from claims.formulas.working import Law, Working, percent_text, to_check
from claims.money import grouped, half_up, share
from claims.rules import Value

PER_10000 = 10_000
RELATION_WORDS = {Relation.SPOUSE: "配偶", Relation.CHILD: "子女", Relation.PARENT: "父母", Relation.OTHER: "其他亲属"}


def items(facts: Facts, law: Law) -> Iterator[Item | Refusal]:
    """One pension a survivor, or one refusal for all by the cause of death."""
    death = facts.death
    if death is None:
        return
    refusal = not_due(ItemCode.SURVIVOR_PENSION, facts, death)
    if refusal is not None:
        yield refusal
    elif death.survivors:
        yield from survivor_pensions(facts, death, law)


def survivor_pensions(facts: Facts, death: Death, law: Law) -> Iterator[Item]:
    """The base goes by the day of death. Over the cap it is shared by percentage, largest remainder, ties in order."""
    base = calculation_base(facts, law, death.on)
    percents = [_percents(survivor, death, law) for survivor in death.survivors]
    weights = [sum(value.as_int() for value in values) for values in percents]
    due_fen = [half_up(base.fen * weight, PER_10000) for weight in weights]
    capped = sum(due_fen) > base.fen
    paid_fen = share(base.fen, weights) if capped else due_fen
    for place, survivor in enumerate(death.survivors):
        working = Working(ItemCode.SURVIVOR_PENSION)
        cite_cause(working, death)
        base.explain(working)
        _explain_percent(working, survivor, percents[place])
        working.line(f"{base.text} × {percent_text(weights[place])} = {grouped(due_fen[place])}元/月")
        if capped:
            _explain_cap(working, base, weights, paid_fen[place])
        yield working.item(paid_fen[place], survivor.id)


def _percents(survivor: Survivor, death: Death, law: Law) -> list[Value]:
    """The percentage of the relation, and the extra one of a lone old person or an orphan (once)."""
    relation = "spouse" if survivor.relation is Relation.SPOUSE else "other"
    names = [relation, "lone_extra"] if survivor.lone or survivor.orphan else [relation]
    return [law.at(f"benefits.survivor_percent.{name}", death.on) for name in names]


def _explain_percent(working: Working, survivor: Survivor, percents: Sequence[Value]) -> None:
    working.use(*percents)
    text = f"{RELATION_WORDS[survivor.relation]}{percent_text(percents[0].as_int())}"
    for extra in percents[1:]:
        text += f"，{'孤儿' if survivor.orphan else '孤寡老人'}加{percent_text(extra.as_int())}"
    working.line(text + to_check(*percents))


def _explain_cap(working: Working, base: Figure, weights: Sequence[int], paid_fen: int) -> None:
    """The law caps the sum and does not say how to cut it; the way taken here is marked so."""
    working.doubt("C")
    working.line(
        f"供养亲属{len(weights)}人合计{percent_text(sum(weights))}，以计发基数{base.text}为限，"
        f"按各人比例分配，尾差归余数最大者，得{grouped(paid_fen)}元/月（待核）"
    )
