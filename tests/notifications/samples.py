"""One sample of every fact of the vocabulary: a synthetic rider's case of 2024, told the same way in all letters."""

from __future__ import annotations

from notifications.kinds import LETTER_KINDS

PILOT_LAW = "《新就业形态就业人员职业伤害保障办法（试行）》（人社部发〔2021〕110号）"
RIGHTS = "《工伤保险条例》"

SAMPLES: dict[str, object] = {
    "organ": "重庆市铜梁区人力资源和社会保障局",
    "addressee": "合成人员09",
    "dated_on": "2024-08-06",
    "claim_no": "TL-2024-000009",
    "person_name": "合成人员09",
    "synthetic": True,
    "copies_to": ["北京三快在线科技有限公司（美团）"],
    "contact": "本局职业伤害保障窗口（办公时间）",
    "unconfirmed": ["作出结论的期限30个工作日自收到申请起算"],
    "legal_basis": [f"{PILOT_LAW}第十条第一款第（一）项"],
    "reason": "申请所涉平台不在受伤当日的试点平台名单内",
    "person_id": "500224********0009",
    "platform_name": "北京三快在线科技有限公司（美团）",
    "applicant": "合成人员09",
    "applied_on": "2024-06-11",
    "received_on": "2024-06-12",
    "accepted_on": "2024-06-18",
    "reported_on": "2024-05-28",
    "reporter": "合成人员09",
    "accident_on": "2024-05-28",
    "accident_place": "铜梁区东城街道中兴东路与龙门街路口",
    "order_no": "MT20240528-0009",
    "papers": ["职业伤害保障伤残待遇申请表", "门诊病历及诊断证明", "道路交通事故认定书"],
    "evidence": ["平台订单及行程数据", "道路交通事故认定书", "本人询问笔录", "门诊病历"],
    "facts_found": "2024年5月28日12时06分，合成人员09执行订单送餐途中，行至铜梁区东城街道中兴东路与龙门街路口，与一辆左转小型客车"
    "碰撞倒地受伤。平台数据显示，该订单于11时48分接单，事故发生时尚未完成。交警部门认定对方承担主要责任，本人承担次要责任",
    "diagnosis": "左胫骨平台骨折，左膝关节挫伤",
    "death_on": "2024-05-29",
    "confirmed_parts": ["左胫骨平台", "左膝关节"],
    "refused_parts": [{"part": "腰椎间盘", "reason": "影像显示为陈旧性退行性改变，与本次事故无关"}],
    "silence_due_on": "2024-07-02",
    "decision_limit_working_days": 30,
    "decision_due_on": "2024-07-24",
    "decision_due_provisional": True,
    "earlier_limit_working_days": 10,
    "earlier_due_on": "2024-06-26",
    "platform_apply_by": "2024-06-27",
    "person_apply_by": "2024-08-26",
    "reply_days": 15,
    "reply_by": "2024-06-28",
    "review_organ": "重庆市铜梁区人民政府",
    "review_days": 60,
    "court": "有管辖权的人民法院",
    "court_months": 6,
    "redo_organ": "重庆市劳动能力鉴定委员会",
    "redo_days": 15,
    "recheck_years": 1,
    "missing": [
        {
            "paper": "门诊病历及诊断证明",
            "basis": f"{RIGHTS}第十八条第一款第（三）项",
            "note": "载明受伤部位并由医疗机构盖章",
        },
        {"paper": "道路交通事故认定书", "basis": f"{PILOT_LAW}第十条第一款第（二）项"},
    ],
    "other_routes": [
        "认为与企业存在劳动关系的，可以申请确认劳动关系并申请工伤认定",
        "伤害由第三人造成的，可以向人民法院起诉要求侵权人赔偿",
        "投保了商业保险的，可以按照保险合同申请理赔",
    ],
    "awaited_authority": "重庆市铜梁区公安局交通巡逻警察支队",
    "awaited_paper": "道路交通事故认定书",
    "suspension_number": "铜人社职中〔2024〕3号",
    "suspended_on": "2024-06-24",
    "resumed_on": "2024-07-15",
    "surviving_claim_no": "TL-2024-000008",
    "receiving_organ": "重庆市璧山区人力资源和社会保障局",
    "gongshang_apply_by": "2025-05-28",
    "election": "2024年6月20日选择书",
    "wanted": ["接单、取餐、送达各时点的订单记录", "受伤前后各两小时的行程轨迹", "站点和骑手的沟通记录"],
    "matter": "职业伤害保障待遇给付申请",
    "earlier_claimant": "合成人员09",
    "new_claimant": "合成亲属09",
    "relation": "配偶",
    "earlier_name": "职业伤害确认结论书",
    "earlier_number": "铜人社职认〔2024〕9号",
    "earlier_on": "2024-07-19",
    "new_name": "职业伤害确认结论书",
    "new_number": "铜人社职认〔2024〕12号",
    "corrections": [
        {"place": "第一部分", "wrong": "左腔骨", "right": "左胫骨"},
        {"wrong": "12时60分", "right": "12时06分"},
    ],
    "cause_organ": "重庆市铜梁区人民法院",
    "cause_document": "（2024）合成行初1号行政判决",
    "effective_on": "2024-12-02",
    "hearing": "2025年1月6日陈述申辩笔录",
    "appraisal_kind": "初次",
    "appraisal_requested_on": "2024-09-02",
    "confirmation_number": "铜人社职认〔2024〕9号",
    "examined_on": "2024-10-10",
    "examine_at": "2024年10月10日9时30分",
    "examine_place": "铜梁区劳动能力鉴定委员会指定的鉴定室",
    "missed_on": "2024-09-26",
    "standards": ["《劳动能力鉴定 职工工伤与职业病致残等级》（GB/T 16180-2014）"],
    "opinion": "左胫骨平台骨折内固定术后，左膝关节活动受限，功能部分障碍",
    "grade": 9,
    "care_level": "none",
    "injury_period_from": "2024-05-28",
    "injury_period_to": "2024-11-27",
    "extended_days": 30,
    "conclusion_due_on": "2024-12-02",
    "city_organ": "重庆市劳动能力鉴定委员会",
    "city_number": "渝劳鉴再〔2024〕合成1号",
    "concluded_on": "2024-12-20",
    "appraisal_number": "铜劳鉴职〔2024〕6号",
    "items": [
        {
            "label": "医疗费",
            "formula": "允许报销3,870.50元，已扣除目录外费用412.00元",
            "amount_fen": 387050,
            "basis": [f"{RIGHTS}第三十条第三款"],
        },
        {
            "label": "一次性伤残补助金",
            "base": "5,329元/月",
            "formula": "九级：5,329元 × 9个月",
            "amount_fen": 4796100,
            "basis": [f"{RIGHTS}第三十七条第（一）项"],
        },
    ],
    "monthly_items": [
        {
            "label": "生活护理费",
            "base": "7,264元/月",
            "formula": "部分不能自理：7,264元 × 30%",
            "amount_fen": 217920,
            "basis": [f"{RIGHTS}第三十四条第二款"],
        }
    ],
    "platform_items": [
        {
            "label": "生活保障费",
            "base": "2,100元/月",
            "formula": "2,100元 ÷ 30 × 184天（2024年5月28日至11月27日）",
            "amount_fen": 1288000,
            "basis": [f"{PILOT_LAW}关于生活保障费的规定"],
        }
    ],
    "refused_items": [
        {"label": "一次性伤残就业补助金", "reason": "不是职业伤害保障的待遇项目，该项目以劳动关系为前提"},
    ],
    "award_notes": ["计发基数按重庆市2023年城镇私营单位就业人员年平均工资63,941元除以12，进位到元"],
    "changes": [
        {
            "label": "一次性伤残补助金",
            "formula": "基数由5,032元改为5,329元，九级 × 9个月",
            "earlier_fen": 4528800,
            "new_fen": 4796100,
        }
    ],
    "change_effect": "变更自原核定之日起发生效力",
    "award_number": "铜人社职核〔2024〕15号",
    "payments": [{"label": "医疗费", "amount_fen": 387050}, {"label": "一次性伤残补助金", "amount_fen": 4796100}],
    "payee_name": "合成人员09",
    "payee_account": "6217********0009",
    "payee_bank": "合成银行铜梁支行",
    "paid_on": "2024-11-20",
    "bank_reference": "SYN-20241120-0009",
    "returned_on": "2024-11-21",
    "benefits": ["生活护理费（每月2,179.20元）"],
    "from_on": "2025-01-01",
    "hold_document": "停止执行通知书（合成）",
    "earlier_beneficiary": "合成人员09",
    "new_beneficiary": "合成亲属09",
    "disputant": "合成人员09",
    "dispute_no": "TL-2024-000009/dispute-1",
    "forum": "重庆市铜梁区人民政府",
    "forum_case_no": "铜府复〔2024〕合成1号",
    "right_route": "向重庆市劳动能力鉴定委员会申请再次鉴定",
    "targets": ["收到当日登记", "三个工作日内决定是否受理"],
    "request": "维持本局作出的结论",
    "grounds": ["一审认定事实的主要证据不足", "适用法律错误"],
    "held_on": "2024-10-30",
    "members": ["何局长", "钱主任", "赵审批"],
    "question": "是否撤销确认结论",
    "result": "三人同意，同意提请作出决定",
}


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
            "silence_due_on": None,
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
            "silence_due_on": None,
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
