"""Snapshots for tests, out of the product's own samples: with every fact of a kind, or as one case would have them."""

from __future__ import annotations

from notifications.kinds import LETTER_KINDS
from notifications.samples import sample_facts

PILOT_LAW = "《新就业形态就业人员职业伤害保障办法（试行）》（人社部发〔2021〕110号）"
RIGHTS = "《工伤保险条例》"

SAMPLES: dict[str, object] = sample_facts()


def snapshot(code: str, **changed: object) -> dict[str, object]:
    """A snapshot of `code` with every required and optional fact; `changed` replaces some, None leaves one out."""
    facts = LETTER_KINDS[code].pick(SAMPLES) | changed
    return {name: value for name, value in facts.items() if value is not None}


COMMITTEE = "重庆市铜梁区劳动能力鉴定委员会"
SHORT = {"contact": None, "unconfirmed": None, "copies_to": None}

# The first set as one case would have it: (kind, number, what differs from the samples).
FIRST_SET: dict[str, tuple[str, dict[str, object]]] = {
    "acceptance": (
        "铜人社职受〔2024〕9号",
        SHORT
        | {
            "dated_on": "2024-06-18",
            "legal_basis": [f"{PILOT_LAW}第十三条"],
            "copies_to": SAMPLES["copies_to"],
            "decision_due_provisional": None,
        },
    ),
    "not_accepted": (
        "铜人社职不受〔2024〕2号",
        SHORT
        | {
            "dated_on": "2024-06-18",
            "platform_name": "合成出行（重庆）有限公司",
            "order_no": None,
            "legal_basis": [f"{PILOT_LAW}第二条"],
        },
    ),
    "supplement": (
        "铜人社职补〔2024〕4号",
        SHORT | {"dated_on": "2024-06-13", "legal_basis": [f"{RIGHTS}第十八条第三款"]},
    ),
    "suspension": (
        "铜人社职中〔2024〕3号",
        SHORT
        | {
            "dated_on": "2024-06-24",
            "reason": "交警部门尚未作出道路交通事故认定",
            "legal_basis": [f"{RIGHTS}第二十条第三款"],
            "copies_to": SAMPLES["copies_to"],
        },
    ),
    "resumption": (
        "铜人社职恢〔2024〕3号",
        SHORT
        | {
            "dated_on": "2024-07-15",
            "reason": "交警部门已作出道路交通事故认定",
            "decision_due_on": "2024-08-14",
            "legal_basis": [f"{RIGHTS}第二十条第三款"],
            "decision_due_provisional": None,
        },
    ),
    "confirmation": (
        "铜人社职认〔2024〕9号",
        {
            "dated_on": "2024-08-06",
            "death_on": None,
            "platform_answer": None,
            "contact": None,
            "unconfirmed": None,
        },
    ),
    "non_confirmation": (
        "铜人社职不认〔2024〕1号",
        SHORT
        | {
            "dated_on": "2024-08-06",
            "facts_found": "2024年5月28日15时20分，合成人员09在租住处楼梯摔倒受伤。平台数据显示，当日最后一单于12时06分完成，"
            "受伤时没有正在执行的订单，也不在完成订单后返回住处的途中",
            "evidence": ["平台订单及行程数据", "本人询问笔录", "门诊病历"],
            "reason": "受伤时不在执行平台订单任务期间，也不属于办法规定的其他应当确认的情形",
            "legal_basis": [f"{PILOT_LAW}第十条第一款"],
            "platform_answer": None,
        },
    ),
    "appraisal_conclusion": (
        "铜劳鉴职〔2024〕6号",
        SHORT | {"organ": COMMITTEE, "dated_on": "2024-10-18", "legal_basis": [f"{RIGHTS}第二十五条第一款"]},
    ),
    "award": (
        "铜人社职核〔2024〕15号",
        {
            "dated_on": "2024-11-12",
            "legal_basis": [f"{PILOT_LAW}关于待遇项目和标准的规定", "《社会保险经办条例》第二十二条"],
            "monthly_items": None,
            "copies_to": None,
            "contact": None,
            "unconfirmed": ["计发基数进位到元", "一次性伤残补助金计发基数的年度"],
        },
    ),
    "payment": ("铜人社职付〔2024〕12号", SHORT | {"dated_on": "2024-11-20"}),
}


def first_set(code: str) -> dict[str, object]:
    """The snapshot of a letter of the first set."""
    return snapshot(code, **FIRST_SET[code][1])
