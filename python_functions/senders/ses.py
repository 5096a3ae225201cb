"""Amazon SES, API version 2, which takes the message as it is (https://docs.aws.amazon.com/ses/latest/APIReference-V2/)."""

from email.message import EmailMessage
from email.policy import SMTP

import boto3
from botocore.config import Config as BotoConfig
from botocore.exceptions import BotoCoreError, ClientError

from python_functions.config import SesAccount
from python_functions.senders.parts import discreet, message_tag
from python_functions.senders.sender import MailRefusedError, ProviderDownError

ABOUT_THE_MESSAGE = {"MessageRejected", "BadRequestException"}
NOT_OURS_TO_ASK = {"AccessDeniedException"}


class SesSender:
    """Sends by SES with the credentials that AWS's own rules find.  SES gives each mail a Message-ID of its own."""

    def __init__(self, account: SesAccount, *, timeout: float = 10) -> None:
        """Connecting and answering may take *timeout* seconds each; the outbox repeats, so the client does not."""
        self._client = boto3.client(
            "sesv2",
            region_name=account.region,
            endpoint_url=account.endpoint_url,
            config=BotoConfig(connect_timeout=timeout, read_timeout=timeout, retries={"total_max_attempts": 1}),
        )

    def send(self, message: EmailMessage) -> str:
        """Deliver *message*; see `Sender`.  The receipt is SES's id of the mail."""
        sender, recipient = (message[header].addresses[0].addr_spec for header in ("From", "To"))
        try:
            answer = self._client.send_email(
                FromEmailAddress=sender,
                Destination={"ToAddresses": [recipient]},
                Content={"Raw": {"Data": message.as_bytes(policy=SMTP)}},
                EmailTags=[{"Name": "event_id", "Value": message_tag(message)}],
            )
        except ClientError as error:
            if _code(error) in ABOUT_THE_MESSAGE:
                raise MailRefusedError(f"Amazon SES refused the message: {_said(error)}.") from error
            raise ProviderDownError(f"Amazon SES took no message: {_said(error)}.") from error
        except BotoCoreError as error:
            raise ProviderDownError(f"Amazon SES cannot be used: {type(error).__name__}.") from error
        return str(answer["MessageId"])

    def release(self) -> None:
        """Nothing to do: the client sees to its connections by itself."""

    def check(self) -> None:
        """Ask whether the account may send; credentials that may not ask are well, too."""
        try:
            enabled = self._client.get_account()["SendingEnabled"]
        except ClientError as error:
            if _code(error) in NOT_OURS_TO_ASK:
                return
            raise ProviderDownError(f"Amazon SES refuses us: {_said(error)}.") from error
        except BotoCoreError as error:
            raise ProviderDownError(f"Amazon SES cannot be used: {type(error).__name__}.") from error
        if not enabled:
            raise ProviderDownError("Amazon SES does not let this account send.")


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def _said(error: ClientError) -> str:
    return f"{_code(error)} {discreet(error.response.get('Error', {}).get('Message', ''))}".strip()
