"""Reads the environment once, with `.env` of the repository as the lowest voice."""

from __future__ import annotations

from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parents[2]
ROOT_DIR = ROOT
env = environ.Env()
environ.Env.read_env(ROOT / ".env", overwrite=False)
