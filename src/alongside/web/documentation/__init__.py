"""What the docs folder says of the code: requirements and their proofs, and a glossary that the code keeps to."""

from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3]
ROOT = SOURCE.parent
DOCS = ROOT / "docs"
README = ROOT / "README.md"
