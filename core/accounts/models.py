"""People who sign in to work: users, their roles and departments, their devices and invitations."""

from __future__ import annotations

from functools import cached_property
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.accounts.parts import shut
from tenants import secrets
from tenants.kernel import clock, ids, reach
from tenants.kernel.actor import Actor


class Role(models.Model):
    """A named set of permissions. System roles are kept in step by the starter content."""

    key = models.SlugField(max_length=30, unique=True, db_index=False)
    name = models.CharField(max_length=60)
    permissions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_system = models.BooleanField(default=False)
    takes_seat = models.BooleanField(default=True, help_text=_("Billed; light agents are not."))
    requires_mfa = models.BooleanField(default=False)
    reach = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True,
        help_text=_('Levels in queues: {"own": "full", "others": "none", "12": "read"}; empty: full in all.'),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, db_default=1, help_text=_("Raised by every change."))

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A part of the organization with a manager. People belong to at most one."""

    name = models.CharField(max_length=80)
    manager = models.ForeignKey(
        "User", null=True, blank=True, on_delete=models.SET_NULL, related_name="manages", db_index=False
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="department_name_once",
                violation_error_message=_("There is a department of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def working(self) -> models.QuerySet[User]:
        """Active people with their role in the same query."""
        return self.filter(is_active=True).select_related("role")


class User(AbstractBaseUser):
    """A person who signs in to work. Never deleted, only deactivated: what they did keeps their name."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="users", db_index=False)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    is_active = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text=_("Empty: the organization's."))
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=6, default="system", help_text=_("light, dark or system."))
    start_page = models.CharField(
        max_length=10, blank=True, default="", db_default="", help_text=_("After signing in; empty: home.")
    )
    avatar = models.CharField(
        max_length=200, blank=True, default="", db_default="", editable=False,
        help_text=_("Where the picture lies in the store; empty: initials."),
    )  # fmt: skip
    signature = models.TextField(blank=True)
    signature_in = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True,
        help_text=_('In further languages: {"de": "…"}.'),
    )  # fmt: skip
    workspace = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True,
        help_text=_("How this person looks at the lists of the desk; see core.desk.looks."),
    )  # fmt: skip
    reach = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True,
        help_text=_("Levels of this person that outweigh the role's, in the same words."),
    )  # fmt: skip
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    second_factor_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Since when codes are asked at sign-in; empty: they are not.")
    )
    sessions_key = models.CharField(
        max_length=24, default=ids.public_id, editable=False, help_text=_("Changed to end every session.")
    )
    version = models.PositiveIntegerField(default=1, help_text=_("Raised by every change; for If-Match."))
    created_at = models.DateTimeField(default=clock.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Someone with this e-mail address is already here."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def actor(self) -> Actor:
        """This person with the permissions of the role, as services want it."""
        held, bounds = frozenset(self.role.permissions), reach.read(self.role.reach, self.reach)
        return Actor("user", self.pk, self.name, held, reach=bounds, shut=shut())

    def get_session_auth_hash(self) -> str:
        """What a session must know of us: another organization, a new password or key ends it."""
        return secrets.tag("session", self.pk, self.password, self.sessions_key, size=32)

    @property
    def has_second_factor(self) -> bool:
        return self.second_factor_at is not None

    @property
    def must_enrol(self) -> bool:
        """The role asks for a second factor and none is set up yet. See selectors.second_factor."""
        return self.role.requires_mfa and not self.has_second_factor

    @property
    def zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None


class Invitation(models.Model):
    """A mailed link that lets somebody join with a role. One use, seven days."""

    email = models.EmailField(max_length=254, help_text=_("Lower case."))
    name = models.CharField(max_length=120, blank=True)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, db_index=False)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False)
    nonce = models.CharField(max_length=24, default=ids.public_id, help_text=_("Part of the signed link."))
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
                violation_error_message=_("This person is invited already."),
            )
        ]


class PasswordReset(models.Model):
    """A mailed link that lets a person choose a new password. One use, one hour."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    nonce = models.CharField(max_length=24, default=ids.public_id, help_text=_("Part of the signed link."))
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Device(models.Model):
    """A place where somebody is signed in: a browser's session, or an API client's refresh token.

    An API client is the family of a rotating token; ending it ends them all.
    """

    holder = models.CharField(max_length=40, help_text=_('"user:5" or "contact:9".'))
    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    refresh_hash = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 of the one valid refresh token; empty for browsers.")
    )
    session_key = models.CharField(
        max_length=40, blank=True, help_text=_("Of a browser; empty for API clients.")
    )
    name = models.CharField(max_length=120, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-used_at", "-id"]
        indexes = [
            models.Index(fields=["holder"], condition=models.Q(ended_at=None), name="device_live_of_holder")
        ]


class SignInPolicy(models.Model):
    """The one row of what the organization asks of everybody at sign-in."""

    mfa_required_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When a second factor was made a duty; empty: it is none.")
    )
