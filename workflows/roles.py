"""The roles that may move a case, and who is acting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A post, or a party to the case."""

    RIDER = "RD"
    PLATFORM = "PF"
    INVESTIGATOR = "INV"
    INTAKE = "IN"
    REVIEWER = "RV"
    APPROVER = "AP"
    CASHIER = "CA"
    APPRAISAL = "CK"
    LEGAL = "LG"
    SYSTEM = "SYS"
    AUDITOR = "AU"
    ADMINISTRATOR = "AD"
    SECTION_HEAD = "SH"
    LEADER = "LD"
    ARBITRATOR = "AR"


ROLE_NAMES = {
    Role.RIDER: "从业人员或近亲属",
    Role.PLATFORM: "平台企业",
    Role.INVESTIGATOR: "受托机构调查员",
    Role.INTAKE: "受理岗",
    Role.REVIEWER: "复核岗",
    Role.APPROVER: "审批岗",
    Role.CASHIER: "支付岗",
    Role.APPRAISAL: "鉴定岗",
    Role.LEGAL: "法制岗",
    Role.SYSTEM: "系统",
    Role.AUDITOR: "审计",
    Role.ADMINISTRATOR: "管理员",
    Role.SECTION_HEAD: "科室主管",
    Role.LEADER: "局领导",
    Role.ARBITRATOR: "仲裁员",
}
PARTIES = frozenset({Role.RIDER, Role.PLATFORM})
# Those of the bureau who look at cases; the last three move none, they are told when a period is in danger.
OFFICERS = frozenset(
    {Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.CASHIER, Role.APPRAISAL, Role.LEGAL}
    | {Role.SECTION_HEAD, Role.LEADER, Role.ARBITRATOR},
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the sign-in, the natural person behind it (by ID index), the posts held that day and their limits."""

    username: str
    org: str
    id_index: str
    person_id: str | None
    roles: frozenset[Role]
    limits_fen: tuple[tuple[Role, int], ...] = ()

    def limit_fen(self, role: Role) -> int:
        """The authority limit of this actor in `role`, in fen; 0 where the post carries none."""
        return max((limit for held, limit in self.limits_fen if held == role), default=0)


SYSTEM = Actor("system", "bureau", "system", None, frozenset({Role.SYSTEM}))
