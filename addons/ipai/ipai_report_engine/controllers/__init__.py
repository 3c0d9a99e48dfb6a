from . import run_xlsx
