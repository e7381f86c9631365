"""The report of a run as one HTML page that needs nothing else: `write_report(folder)`."""

from cleaner.report.write import REPORT, write_report

__all__ = ["REPORT", "write_report"]
