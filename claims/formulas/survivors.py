"""供养亲属抚恤金: a share of the 计发基数 each month for each survivor, all together never more than the cap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.facts import Death, DeathCause, Facts, Relation, Survivor
from claims.formulas.death import cite_cause, not_due
from claims.formulas.figures import Figure, calculation_base
from claims.formulas.items import Item, ItemCode, Result
from claims.formulas.working import FROM_MEMORY, PER_10000, Law, Working, choose, percent_text, to_check
from claims.money import grouped, share
from claims.rules import Value

RELATION_WORDS = {Relation.SPOUSE: "配偶", Relation.CHILD: "子女", Relation.PARENT: "父母", Relation.OTHER: "其他亲属"}


@dataclass(frozen=True, slots=True)
class Portion:
    """One survivor with the percentages of the law and what they give before the cap."""

    survivor: Survivor
    percents: tuple[Value, ...]
    due_fen: int

    @property
    def weight(self) -> int:
        """The percentages together, per 10,000."""
        return sum(value.as_int() for value in self.percents)


def survivor_pensions(facts: Facts, law: Law) -> list[Result]:
    """One pension a survivor, or one refusal for all by the cause of death.

    Over the cap it is shared by percentage, the odd fen by largest remainder, ties in the order given.
    """
    death = facts.death
    if death is None or not death.survivors:
        return []
    refusal = not_due(ItemCode.SURVIVOR_PENSION, facts, death)
    if refusal is not None:
        return [refusal]
    base = _base(facts, death, law)
    portions = [_portion(survivor, base, death, law) for survivor in death.survivors]
    cap = law.at("benefits.survivor_cap_percent", death.on)
    cap_fen = base.times(cap.as_int(), PER_10000)
    if _fits(portions, cap, cap_fen):
        return [_working(portion, base, death).item(portion.due_fen, portion.survivor.id) for portion in portions]
    parts_fen = share(cap_fen, [portion.weight for portion in portions])
    return [
        _capped(portion, part, portions, base, cap, death) for portion, part in zip(portions, parts_fen, strict=True)
    ]


def _fits(portions: Sequence[Portion], cap: Value, cap_fen: int) -> bool:
    """Whether all get their full percentage: below the cap, or just at it without a fen of rounding to give or take."""
    weight, due_fen = sum(portion.weight for portion in portions), sum(portion.due_fen for portion in portions)
    return due_fen == cap_fen if weight == cap.as_int() else weight < cap.as_int() and due_fen <= cap_fen


def _base(facts: Facts, death: Death, law: Law) -> Figure:
    """The base of the year that the parameter names: that of the death, or of the accident."""
    year = law.at("benefits.survivor_base", death.on)
    lost = "下落不明年度" if death.cause is DeathCause.MISSING else "死亡年度"
    options = {"death_year": (lost, death.on), "accident_year": ("事故年度", facts.accident_date)}
    words, day = choose(year, options)
    return calculation_base(facts, law, day).chosen_by(year, f"{year.label}：{words}")


def _portion(survivor: Survivor, base: Figure, death: Death, law: Law) -> Portion:
    """The percentage of the relation, and once the extra one of a lone old person or an orphan."""
    relation = "spouse" if survivor.relation is Relation.SPOUSE else "other"
    names = [relation, "lone_extra"] if survivor.lone or survivor.orphan else [relation]
    percents = tuple(law.at(f"benefits.survivor_percent.{name}", death.on) for name in names)
    return Portion(survivor, percents, base.times(sum(value.as_int() for value in percents), PER_10000))


def _working(portion: Portion, base: Figure, death: Death) -> Working:
    """The working paper of a survivor up to what is due before the cap."""
    working = Working(ItemCode.SURVIVOR_PENSION)
    cite_cause(working, death)
    base.explain(working)
    working.use(*portion.percents)
    text = f"{RELATION_WORDS[portion.survivor.relation]}{percent_text(portion.percents[0].as_int())}"
    for extra in portion.percents[1:]:
        text += f"，{'孤儿' if portion.survivor.orphan else '孤寡老人'}加{percent_text(extra.as_int())}"
    working.line(text + to_check(*portion.percents))
    working.line(f"{base.text} × {percent_text(portion.weight)} = {grouped(portion.due_fen)}元/月")
    return working


def _capped(
    portion: Portion, part_fen: int, portions: Sequence[Portion], base: Figure, cap: Value, death: Death
) -> Item:
    """A pension under the cap. The law caps the sum and does not say how to cut it, so the way is marked 待核."""
    working = _working(portion, base, death)
    working.use(cap)
    working.doubt(FROM_MEMORY)
    whole = sum(other.weight for other in portions)
    limit = f"{base.text} × {percent_text(cap.as_int())}"
    working.line(
        f"供养亲属{len(portions)}人合计{percent_text(whole)}，以{limit}为限，"
        f"按各人比例分配（尾差归余数最大者，待核），得{grouped(part_fen)}元/月"
    )
    return working.item(part_fen, portion.survivor.id)
