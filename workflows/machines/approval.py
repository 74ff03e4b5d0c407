"""The approval 三级审核: drafted, reviewed, approved by three natural persons. Approving is the only command that decides.

How many levels an act needs is dated data (`claims/rules/approvals`). With three levels an approver signs after a
reviewer; with two the approver signs the draft; with one the reviewer signs alone. What the rules want a panel 集体会审 for
goes there by itself once it is reviewed; the panel's decision leaves minutes on the file.
"""

from __future__ import annotations

from workflows import fields as f
from workflows.roles import Role
from workflows.table import NEW, SAME, Field, Kind, Move, Table

IN, RV, AP, LG, SYS = Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.LEGAL, Role.SYSTEM
CK, CA = Role.APPRAISAL, Role.CASHIER
DRAFTERS = (IN, RV, AP, LG, CK, CA)
CONTROLS = "社会保险经办条例第三十六条至第三十八条"

STATES = {
    "drafted": "已拟稿",
    "reviewed": "已复核",
    "panel": "集体会审",
    "approved": "已批准",
    "returned": "已退回",
    "invalidated": "签批无效",
    "lapsed": "已失效",
}
# The steps that are signed, as a signature names them.
STEPS = {"draft": "拟稿", "review": "复核", "approve": "审批", "vote": "会审"}
PROPOSAL = (
    f.text("act", "拟办的事项"),
    f.many("targets", "对象"),
    Field("proposal", Kind.RECORDS, "事项的内容", private=True, optional=True),
)

TABLE = Table(
    name="approval",
    label="审批",
    states=STATES,
    final=frozenset({"lapsed", "invalidated"}),
    stored_in="approval",
    short="approval",
    moves=(
        Move(
            "draft",
            "拟稿",
            (NEW,),
            "drafted",
            DRAFTERS,
            CONTROLS,
            needs=PROPOSAL,
            guards=("of_the_bureau", "act_needs_approval", "may_propose", "targets_ready", "no_rival_draft"),
            starts=("approval_norm",),
            effects=("open_approval", "sign_draft"),
        ),
        Move(
            "review",
            "复核通过",
            ("drafted",),
            "reviewed",
            (RV,),
            CONTROLS,
            needs=(f.SUBJECT_HASH,),
            guards=("of_the_bureau", "three_levels", "another_person", "content_unchanged"),
            effects=("sign_review", "call_the_panel"),
        ),
        Move(
            "approve",
            "批准",
            ("reviewed",),
            "approved",
            (AP,),
            CONTROLS,
            needs=(f.SUBJECT_HASH,),
            when="three_levels",
            guards=("of_the_bureau", "another_person", "content_unchanged", "panel_not_required", "within_limit"),
            stops=("approval_norm",),
            effects=("sign_approval", "fire_act"),
        ),
        Move(
            "approve",
            "批准",
            ("drafted",),
            "approved",
            (AP,),
            CONTROLS,
            needs=(f.SUBJECT_HASH,),
            when="two_levels",
            guards=("of_the_bureau", "another_person", "content_unchanged", "panel_not_required", "within_limit"),
            stops=("approval_norm",),
            effects=("sign_approval", "fire_act"),
        ),
        Move(
            "approve",
            "签发",
            ("drafted",),
            "approved",
            (RV,),
            CONTROLS,
            needs=(f.SUBJECT_HASH,),
            when="one_level",
            guards=("of_the_bureau", "content_unchanged"),
            stops=("approval_norm",),
            effects=("sign_approval", "fire_act"),
        ),
        Move(
            "escalate",
            "提请集体会审",
            ("reviewed",),
            "panel",
            (AP, SYS),
            "集体会审（待核）",
            needs=(f.text("reason", "提请理由", private=True, optional=True),),
        ),
        Move(
            "vote",
            "会审表决",
            ("panel",),
            SAME,
            (AP,),
            "集体会审（待核）",
            needs=(f.SUBJECT_HASH, f.flag("agrees", "是否同意")),
            guards=("of_the_bureau", "another_person", "not_voted_yet", "content_unchanged"),
            effects=("sign_vote",),
        ),
        Move(
            "panel_approve",
            "会审通过",
            ("panel",),
            "approved",
            (AP,),
            "集体会审（待核）",
            needs=(
                f.text("minutes", "另有纸质会议纪要的，其编号", optional=True),
                f.many("grounds", "会审意见", optional=True, private=True),
            ),
            guards=("of_the_bureau", "sat_on_the_panel", "quorum_odd", "majority_agrees", "content_as_drafted"),
            letter="panel_minutes",
            stops=("approval_norm",),
            effects=("fire_act",),
        ),
        Move(
            "return",
            "退回",
            ("drafted", "reviewed", "panel"),
            "returned",
            (RV, AP),
            CONTROLS,
            needs=(f.REASON,),
            stops=("approval_norm",),
            effects=("void_signatures",),
        ),
        Move(
            "redraft",
            "重新拟稿",
            ("returned",),
            "drafted",
            DRAFTERS,
            CONTROLS,
            needs=PROPOSAL,
            guards=("of_the_bureau", "same_act", "may_propose", "targets_ready", "content_changed"),
            starts=("approval_norm",),
            effects=("open_approval", "sign_draft"),
        ),
        Move(
            "withdraw_draft",
            "撤回拟稿",
            ("drafted", "reviewed", "returned"),
            "lapsed",
            DRAFTERS,
            CONTROLS,
            guards=("own_draft",),
            stops=("approval_norm",),
            effects=("void_signatures",),
        ),
        Move(
            "amend_subject",
            "内容已变，退回拟稿",
            ("reviewed", "panel"),
            "drafted",
            (SYS,),
            "签批的内容须与执行的内容一致",
            guards=("content_differs",),
            effects=("void_signatures", "take_new_content", "sign_again_as_drafter"),
        ),
        Move(
            "invalidate",
            "签批无效",
            ("approved",),
            "invalidated",
            (LG,),
            "工伤保险条例第二十条第四款",
            needs=(f.text("officer", "应当回避的人员"), f.REASON),
            guards=("officer_signed",),
            effects=("void_signatures",),
        ),
        Move(
            "lapse",
            "失效",
            ("drafted", "reviewed", "panel", "returned"),
            "lapsed",
            (SYS,),
            "案件已撤回、终止或并案",
            stops=("approval_norm",),
            effects=("void_signatures",),
        ),
    ),
)
