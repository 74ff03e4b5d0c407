"""The same acts from a terminal. Facts go to stdout (`--json` for programs), errors to stderr in Chinese; exit code 1 is
a refusal, 2 is bad usage or input. What the commands do stands in `commands/`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer._click.exceptions import UsageError

from claims.errors import BadInput, ClaimsError
from commands import backups, books, cases, demo, law, running, serving, working
from commands import clocks as clocks_
from commands import disputes as disputes_
from commands import health as health_
from commands import messages as messages_
from commands.audit_group import audit
from commands.awards_group import awards
from commands.bank_group import bank
from commands.batch_group import batch
from commands.evidence_group import evidence
from commands.fund_group import fund
from commands.keys_group import keys
from commands.ledger_group import ledger
from commands.letter_group import letter
from commands.options import As, At, Json, No, Output, Target, ToActAt
from commands.people_group import people
from commands.platform_keys_group import platform_keys
from commands.report_group import report
from commands.rules_group import rules
from commands.terminal import a_day, say_error
from commands.usage import usage_words

BAD_USAGE = 2
IMPORTER = "intake1"
WATCHER = "legal1"

app = typer.Typer(
    name="claims",
    help="职业伤害保障案件：从报案到支付。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
compute = typer.Typer(help="只用规则计算，不需要数据库。", no_args_is_help=True)
app.add_typer(compute, name="compute")
app.add_typer(ledger, name="ledger")
app.add_typer(report, name="report")
app.add_typer(audit, name="audit")
app.add_typer(awards, name="awards")
app.add_typer(batch, name="batch")
app.add_typer(bank, name="bank")
app.add_typer(fund, name="fund")
app.add_typer(evidence, name="evidence")
app.add_typer(keys, name="keys")
messages = typer.Typer(help="给从业人员和平台企业的消息。", no_args_is_help=True)
app.add_typer(messages, name="messages")
app.add_typer(letter, name="letter")
app.add_typer(people, name="people")
app.add_typer(platform_keys, name="platform-keys")
app.add_typer(rules, name="rules")


@app.command()
def init(
    production: Annotated[bool, typer.Option("--production", help="正式库：拒绝试点、指定的时间和 --at。")] = False,
    as_json: Json = False,
) -> None:
    """建库，或者升级已有的库。"""
    running.init(production=production, as_json=as_json)


@app.command("import")
def import_(
    file: Annotated[Path | None, typer.Argument(metavar="文件", help=".xlsx、.csv 或 .jsonl。")] = None,
    username: As = IMPORTER,
    template: Annotated[bool, typer.Option("--template", help="输出空白模板和填写说明。")] = False,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """导入报案，每行一个结果；有误的行整行退回，写明所有错误。"""
    if template:
        books.template(output)
    elif file is None:
        raise BadInput("import_without_file")
    else:
        books.take_reports(file, username, as_json=as_json)


@app.command()
def show(
    no: No,
    whole: Annotated[bool, typer.Option("--all", help="列出全部经过。")] = False,
    as_json: Json = False,
) -> None:
    """查看一个案件。"""
    cases.show(no, whole=whole, as_json=as_json)


@app.command()
def inbox(username: As, at: At = None, as_json: Json = False) -> None:
    """待办事项，按到期日排列。"""
    cases.inbox(username, at=a_day(at), as_json=as_json)


@app.command()
def disputes(
    username: As = WATCHER,
    whole: Annotated[bool, typer.Option("--all", help="也列已了结的。")] = False,
    at: At = None,
    as_json: Json = False,
) -> None:
    """未了结的争议：途径、状态、下一期限、片区仲裁员；绿色通道在前。"""
    disputes_.disputes(username, whole=whole, at=a_day(at), as_json=as_json)


@app.command()
def clocks(
    no: No,
    explain: Annotated[bool, typer.Option("--explain", help="写明每个日子怎么数出来。")] = False,
    at: At = None,
    as_json: Json = False,
) -> None:
    """一个案件的全部期限：届满日、承诺日、已经告诉谁、还会告诉谁。"""
    clocks_.clocks(no, explain=explain, at=a_day(at), as_json=as_json)


@app.command()
def backup(
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="写到这个新文件夹。")],
    as_json: Json = False,
) -> None:
    """备份：数据库（SQLite 在线备份，或 pg_dump）、材料、文书和摘要清单；不含密钥。"""
    backups.backup(folder, as_json=as_json)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="claims backup 写出的文件夹。")],
    check: Annotated[bool, typer.Option("--check", help="如同恢复那样检验，不动正在用的库。")] = False,
    into: Annotated[
        str | None, typer.Option("--into", metavar="地址", help="PostgreSQL 的备份恢复到的空数据库。")
    ] = None,
    as_json: Json = False,
) -> None:
    """检验一份备份：逐个文件比对摘要，恢复到别处后核验全部案件；结果记入管理页。"""
    backups.restore(folder, into, check=check, as_json=as_json)


@app.command()
def calendar(
    load: Annotated[
        Path | None, typer.Option("--load", metavar="文件", help="提出一年的放假安排，列出会变动的期限。")
    ] = None,
    username: As = "admin1",
    as_json: Json = False,
) -> None:
    """已知的放假调休安排；提出新的一年，由另一人应用（claims rules apply）。"""
    clocks_.calendar(load, username, as_json=as_json)


@app.command()
def moves(
    no: Annotated[str, typer.Argument(metavar="对象", help="案号，或者案件下的一个对象。")],
    username: As,
    whole: Annotated[bool, typer.Option("--all", help="也列出须在其他状态时办理的事项。")] = False,
    at: At = None,
    as_json: Json = False,
) -> None:
    """现在可以办什么；不能办的，为什么。"""
    cases.moves(no, username, whole=whole, at=a_day(at), as_json=as_json)


@app.command()
def advance(
    target: Target,
    trigger: Annotated[str, typer.Argument(metavar="事项", help="事项的代码，见 claims moves。")],
    username: As,
    at: ToActAt = None,
    data: Annotated[
        list[str] | None, typer.Option("--data", metavar="名称=值", help="可重复；清单和记录写作 名称:=JSON。")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="编号", help="提交编号：同一编号只办理一次。")] = None,
    as_json: Json = False,
) -> None:
    """办理一个事项；须经审批的，拟稿提交审批。"""
    cases.advance(target, trigger, username, at, data or [], key, as_json=as_json)


@compute.command()
def benefits(_as_json: Json = False) -> None:
    """由标准输入的 JSON 事实计算待遇，输出 JSON。"""
    law.benefits()


@compute.command()
def deadline(
    start: Annotated[str, typer.Option("--start", metavar="日期", help="起算的事件发生日，当日不计入。")],
    days: Annotated[str | None, typer.Option("--days", metavar="天数", help="与 --unit 同用。")] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="calendar|working", help="自然日 calendar，工作日 working。")
    ] = None,
    months: Annotated[str | None, typer.Option("--months", metavar="月数")] = None,
    years: Annotated[str | None, typer.Option("--years", metavar="年数")] = None,
    _as_json: Json = False,
) -> None:
    """计算期限的最后一日，输出 JSON。"""
    law.deadline(start=start, days=days, unit=unit, months=months, years=years)


@app.command()
def diagram(
    machine: Annotated[str, typer.Argument(metavar="状态机", help="claim、approval、payment …")] = "claim",
) -> None:
    """画出状态机（Mermaid）。"""
    law.diagram(machine)


@app.command()
def pilot(
    data: Annotated[Path | None, typer.Option("--data", metavar="文件", help="另一份试点数据（TOML）。")] = None,
    as_json: Json = False,
) -> None:
    """在空的演示库里重演试点的全部案件。"""
    demo.pilot(data, as_json=as_json)


@app.command()
def sweep(
    now: Annotated[str | None, typer.Option("--now", metavar="日期", help="如同在这一天（仅演示库）。")] = None,
    as_json: Json = False,
) -> None:
    """办理系统自己到期应办的事项。"""
    running.sweep(now, as_json=as_json)


@app.command()
def drain(as_json: Json = False) -> None:
    """制作等待中的文书。"""
    running.drain(as_json=as_json)


@app.command()
def worker(
    beat: Annotated[bool, typer.Option("--beat", help="兼做时钟。没有设置消息服务时总是带着时钟。")] = False,
    concurrency: Annotated[
        int, typer.Option("--concurrency", metavar="数目", min=1, help="同时做几件（设了消息服务时）。")
    ] = 2,
) -> None:
    """运行工作进程：巡查到期事项，制作文书；按 Ctrl-C 结束。"""
    working.work(beat=beat, concurrency=concurrency)


@app.command()
def beat() -> None:
    """运行时钟：每分钟叫醒一个工作进程（须设消息服务）。"""
    working.beat()


@app.command()
def health(as_json: Json = False) -> None:
    """后台是否正常，有什么要人处理；有就以 1 退出。"""
    health_.health(as_json=as_json)


@app.command()
def retry(
    name: Annotated[str, typer.Argument(metavar="编号", help="claims health 列出的编号。")],
    username: As,
    happened: Annotated[bool, typer.Option("--happened", help="下落不明的对外事项：查明已经发出。")] = False,
    not_happened: Annotated[bool, typer.Option("--not-happened", help="查明没有发出，再发一次。")] = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="文字", help="怎样查明（不写人名）。")] = None,
    as_json: Json = False,
) -> None:
    """把搁置的事项重新交办（管理员）。"""
    health_.retry(name, username, happened=happened, not_happened=not_happened, reason=reason, as_json=as_json)


MessageId = Annotated[str, typer.Argument(metavar="编号", help="claims messages list 列出的编号。")]


@messages.command("list")
def list_messages(
    no: Annotated[str | None, typer.Argument(metavar="案号", help="只列一个案件的。")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="只列没有送到的。")] = False,
    as_json: Json = False,
) -> None:
    """列出消息：告诉谁、由什么通道、送到没有。"""
    messages_.listed(no, failed=failed, as_json=as_json)


@messages.command("retry")
def retry_message(message_id: MessageId, username: As, as_json: Json = False) -> None:
    """把没有送到的消息再发一次（管理员）。"""
    messages_.retry(message_id, username, as_json=as_json)


@messages.command()
def informed(message_id: MessageId, username: As, as_json: Json = False) -> None:
    """记下已经用其他方式通知了收件人。"""
    messages_.informed(message_id, username, as_json=as_json)


@messages.command()
def preview(
    code: Annotated[str | None, typer.Argument(metavar="种类", help="消息的代码；不写则全部列出。")] = None,
    as_json: Json = False,
) -> None:
    """用示例数据看消息的文字。"""
    messages_.preview(code, as_json=as_json)


@app.command()
def mailbox(
    recipient: Annotated[str | None, typer.Option("--to", metavar="收件人", help="人员编号或者平台企业。")] = None,
    as_json: Json = False,
) -> None:
    """没有发到外面的消息：演示信箱和网上通知。"""
    messages_.mailbox(recipient, as_json=as_json)


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", metavar="地址", help="在哪个地址上提供。")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="端口", min=0, max=65_535)] = 8000,
    alone: Annotated[bool, typer.Option("--no-worker", help="只提供网页，工作进程另外运行。")] = False,
) -> None:
    """提供网页：办案、管理、公众核验文书。没有设置消息服务时，工作进程和时钟也在里面。"""
    serving.serve(host, port, alone=alone)


@app.command()
def verify(
    letters_: Annotated[bool, typer.Option("--letters", help="也核对文书的文件。")] = False,
    as_json: Json = False,
) -> None:
    """校验所有案件的事件链和状态。"""
    books.verify(letters=letters_, as_json=as_json)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code."""
    try:
        return int(app(list(arguments), prog_name="claims", standalone_mode=False) or 0)
    except ClaimsError as error:
        say_error(error.message())
        return error.exit_code
    except UsageError as fault:
        say_error(usage_words(fault))
        return BAD_USAGE


def main() -> None:
    """The program `claims`."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
