"""Queues, delivery promises and the clock. The broker carries wake-ups, never the only copy of work."""

from __future__ import annotations

from celery.schedules import crontab

from infra.settings.storage import REDIS_URL, VAR

# kombu calls a socket `redis+socket://` and its database `virtual_host`
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as that takes
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,  # above the longest task (an advice run, 90 s)
    "unacked_restore_throttle": 1,
    "unacked_restore_interval": 5,
    "socket_timeout": 5.0,
    "socket_connect_timeout": 1.0,
    "queue_order_strategy": "priority",
    "priority_steps": [0],  # of messages there is one: a list each in Redis, not four to look into
}
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_DEFAULT_QUEUE = "default"
# In the order a worker looks into them. The clock comes first: it takes no time, and its sweeps are the net
# under all others. Mail that comes in goes before what follows from it.
# What nobody waits for at a door has a process of its own ("advice"): in one process it would take turns with
# mail at the interpreter, however few its turns are, and on two cores it would leave one of them idle.
WAITED_FOR = ["clock", "mail", "events", "out", "billing", "default"]
MAY_WAIT = ["pulse", "behind", "ai"]
QUEUES = WAITED_FOR + MAY_WAIT
CELERY_TASK_QUEUES = {name: {"exchange": name, "routing_key": name} for name in QUEUES}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "events": {"task": "events.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "alarms": {"task": "alarms.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "heartbeat": {"task": "infra.beat", "schedule": 10.0, "options": {"expires": 10}},
    "pulse": {
        "task": "infra.beat",
        "schedule": 10.0,
        "args": ("advice",),
        "options": {"expires": 10, "queue": "pulse"},
    },
    "billing": {"task": "billing.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "billing-nightly": {"task": "billing.reconcile", "schedule": crontab(hour=2, minute=30)},
    "doors": {"task": "doors.sweep", "schedule": crontab(minute=50)},
    "automation": {"task": "automation.sweep", "schedule": crontab(minute=25)},
    "accounts": {"task": "accounts.sweep", "schedule": crontab(hour=3, minute=40)},
    "notifications": {"task": "notifications.sweep", "schedule": crontab(hour=3, minute=30)},
    "reports": {"task": "reports.sweep", "schedule": crontab(minute=35)},
    "tickets": {"task": "tickets.sweep", "schedule": crontab(hour=2, minute=50)},
    "files": {"task": "files.sweep", "schedule": crontab(hour=3, minute=10)},
    "search": {"task": "search.sweep", "schedule": crontab(minute=35)},
    "advice": {"task": "ai.sweep", "schedule": crontab(hour=3, minute=20)},
    "seats": {"task": "portal.count_seats", "schedule": 120.0, "options": {"expires": 120}},
    "carrying": {"task": "carrying.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "life": {"task": "tenants.move_on", "schedule": crontab(minute=20)},
    "domains": {"task": "domains.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "provisioning": {"task": "provisioning.sweep", "schedule": 15.0, "options": {"expires": 15}},
}
