"""What Prefect does by itself for this warehouse: it finds runs that died, and tells the owner of those that failed.

Both are Prefect automations, kept in step with the settings: what is no longer set is removed.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from prefect.blocks.core import Block
from prefect.blocks.notifications import CustomWebhookNotificationBlock, SlackWebhook
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_UI_URL
from prefect.types import SecretDict
from pydantic import SecretStr

from connectors.contract import NeedsYou
from connectors.secret import reveal
from flows.notify import PORTS, EmailNotice, Notify
from flows.run_log import WAITING
from warehouse.settings import Settings

SILENCE_SECONDS = 90
"""Three heartbeats, with PREFECT_FLOWS_HEARTBEAT_FREQUENCY at its least, 30 s."""

SILENT = "Nothing has been heard of the run for a minute and a half; the next run goes on from there."

REPEAT_AFTER = timedelta(minutes=55)
"""A deployment that goes on failing is told about again after so long: one that runs daily each time it fails."""

SUBJECT = "reknit: {{ flow.name }} {{ flow_run.state.name | lower }}"
BODY = """
{%- set message = (flow_run.state.message or "").split("encountered an exception: ") -%}
{{ flow.name }} ({{ deployment.name }}): {{ flow_run.state.name }}.
{{ message[1].split(": ", 1)[-1] if message[1:] else message[0] }}

"""
"""The sentence is ours; of one that was raised Prefect says "Flow run encountered an exception: TYPE: " before it."""


async def ensure(client: PrefectClient, settings: Settings) -> None:
    """Bring Prefect's automations and blocks of this warehouse in step with the settings; twice is as once.

    Raises NeedsYou when a secret can't be had or the named block is not there.
    """
    name = settings.prefect.name
    notify = settings.notify if isinstance(settings.notify, Notify) else Notify()
    await _ensure_automation(client, f"{name}: runs that died", _death(name))
    webhook = _webhook(reveal(notify.webhook)) if notify.webhook else None
    mail = _mail(notify.email) if notify.email else None
    blocks = [await _existing_block(client, notify.block)] if notify.block else []
    blocks += [await webhook.asave(f"{name}-webhook", overwrite=True, client=client)] if webhook else []
    blocks += [await mail.asave(f"{name}-mail", overwrite=True, client=client)] if mail else []
    await _ensure_automation(client, f"{name}: runs that failed", _failure(name, blocks) if blocks else None)
    if not webhook:
        await _remove_block(client, CustomWebhookNotificationBlock, f"{name}-webhook")
    if not mail:
        await _remove_block(client, SlackWebhook, f"{name}-mail")


def _death(name: str) -> AutomationCore:
    """A run that falls silent crashed: the last net, for when its worker and all else on its machine are dead, too."""
    begun = {f"prefect.flow-run.{state}" for state in ("heartbeat", "Pending", "Running", WAITING)}
    trigger = EventTrigger(
        posture=Posture.Proactive,
        match=_runs(),
        # A heartbeat knows no work pool. Runs of the command line have the tag, but no deployment and no heartbeat.
        match_related=[_role("tag", "id", f"prefect.tag.{name}"), _role("deployment", "id", "prefect.deployment.*")],
        for_each={"prefect.resource.id"},
        after=begun,
        # Every event but those of `begun` ends the watch: a state of whatever name, or the run's end.
        expect={"prefect.flow-run.*"},
        within=timedelta(seconds=SILENCE_SECONDS),
    )
    crash = ChangeFlowRunState(name=None, state=StateType.CRASHED, message=SILENT, force=False)
    description = "A run that has sent no heartbeat for a minute and a half is shown as crashed."
    return AutomationCore(name=f"{name}: runs that died", description=description, trigger=trigger, actions=[crash])


def _failure(name: str, blocks: list[UUID]) -> AutomationCore:
    """Failed, crashed and timed out runs are told of, the same kind of end of one deployment once in REPEAT_AFTER."""
    trigger = EventTrigger(
        posture=Posture.Reactive,
        match=_runs() | {"prefect.state-type": [StateType.FAILED.value, StateType.CRASHED.value]},
        match_related=_role("work-pool", "name", name),
        for_each={"related:deployment:prefect.resource.id", "prefect.state-name"},
        expect={"prefect.flow-run.*"},
        within=REPEAT_AFTER,
    )
    link = f"{PREFECT_UI_URL.value()}/runs/flow-run/{{{{ flow_run.id }}}}"
    told = [SendNotification(block_document_id=block, subject=SUBJECT, body=BODY + link) for block in blocks]
    description = "Runs that failed or crashed are told of; of the same end of a deployment once an hour."
    return AutomationCore(name=f"{name}: runs that failed", description=description, trigger=trigger, actions=[*told])


def _runs() -> dict[str, Any]:
    return {"prefect.resource.id": "prefect.flow-run.*"}


def _role(role: str, label: str, value: str) -> ResourceSpecification | dict[str, str | list[str]]:
    """A resource that an event has to be related to."""
    return {"prefect.resource.role": role, f"prefect.resource.{label}": value}


async def _ensure_automation(client: PrefectClient, name: str, wanted: AutomationCore | None) -> None:
    found = await client.read_automations_by_name(name)
    for unwanted in found[1:] if wanted else found:
        await client.delete_automation(unwanted.id)
    if wanted and not found:
        await client.create_automation(wanted)
    elif wanted and found:
        # Who has switched it off on Prefect's page keeps it so.
        wanted = wanted.model_copy(update={"enabled": found[0].enabled})
        if wanted != AutomationCore.model_validate(found[0].model_dump()):
            await client.update_automation(found[0].id, wanted)


def _webhook(url: str) -> CustomWebhookNotificationBlock:
    # `text` is what Slack, Mattermost and others show. The address itself stays among the secrets.
    return CustomWebhookNotificationBlock(
        name="reknit",
        url="{{url}}",
        json_data={"subject": "{{subject}}", "text": "{{body}}"},
        headers=None,
        cookies=None,
        secrets=SecretDict({"url": url}),
    )


def _mail(email: EmailNotice) -> SlackWebhook:
    """Mail by Apprise, which Prefect sends its notifications with.

    Prefect has no block for mail by SMTP, and the server would have to import one of ours, while it may be somebody
    else's. But its block for Slack hands every address that is not Slack's to Apprise, and that knows `mailto`.
    """
    from apprise import Apprise  # takes most of a second, so only when there is mail to send

    words = {
        "smtp": email.host,
        "mode": "insecure" if email.tls == "none" else email.tls,
        "from": f"reknit <{email.from_address}>",
        "to": ",".join(email.to),
        "format": "text",
    }
    scheme = "mailto" if email.tls == "none" else "mailtos"
    # Not among the words: Apprise decodes those twice, and a password's `%41` would become an `A`.
    who = (
        f"{quote(email.user, safe='')}:{quote(reveal(email.password), safe='')}@"
        if email.user and email.password
        else ""
    )
    url = f"{scheme}://{who}{email.host}:{email.port or PORTS[email.tls]}/?{urlencode(words, quote_via=quote, safe='')}"
    found: Any = Apprise.instantiate(url)
    understood = found and [found.from_addr[1], *(address for _, address in found.targets)]
    if understood != [email.from_address, *email.to]:
        raise NeedsYou(
            "[notify] email: Apprise, which sends it, can't make sense of the host or of one of the addresses. "
            "Name others, without apostrophes, or use a block."
        )
    return SlackWebhook(url=SecretStr(url))


async def _existing_block(client: PrefectClient, block: str) -> UUID:
    kind, _, name = block.partition("/")
    try:
        return (await client.read_block_document_by_name(name, kind, include_secrets=False)).id
    except ObjectNotFound:
        raise NeedsYou(f"[notify] block: Prefect has no block {block}; make it on its page, or name another.") from None


async def _remove_block(client: PrefectClient, kind: type[Block], name: str) -> None:
    with suppress(ObjectNotFound):
        block = await client.read_block_document_by_name(name, kind.get_block_type_slug(), include_secrets=False)
        await client.delete_block_document(block.id)
