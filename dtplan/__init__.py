"""Holds digital-transformation plans against Chỉ thị 34/CT-TTg, clause by clause."""

__version__ = "0.1.0"
