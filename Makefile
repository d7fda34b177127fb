# Everything that is typed in this folder. Where there is no make: sistercity run | lab | report … (docs/commands.md).

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check
ARGS ?=
# The first of these that is new enough makes the environment; name another one with PYTHON=…
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)

.PHONY: help run lab report summary suggest doctor test bench drill lock clean

help:  ## what can be typed here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'Options of a verb: make run ARGS="--port 9000 --no-browser"; all of them: docs/commands.md'

run: $(VENV)/.run  ## open the workshop in the browser
	@$(PY) -m sistercity_nb run $(ARGS)

lab: $(VENV)/.run  ## open the notebooks in JupyterLab
	@$(PY) -m sistercity_nb lab $(ARGS)

report: $(VENV)/.run  ## make the report, HTML and PDF, in exports/
	@$(PY) -m sistercity_nb report $(ARGS)

summary: $(VENV)/.run  ## write the summary that the findings page reads
	@$(PY) -m sistercity_nb summary $(ARGS)

suggest: $(VENV)/.run  ## suggest themes for entries by their keywords
	@$(PY) -m sistercity_nb suggest $(ARGS)

doctor: $(VENV)/.run  ## print versions, where the data lies, and what is wrong
	@$(PY) -m sistercity_nb doctor

test: $(VENV)/.test  ## check style and types, then run every test but the long drills
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m pytest -m "not drill" --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

drill: $(VENV)/.test  ## run the long fault drills
	@$(PY) -m pytest -m drill $(ARGS)

bench: $(VENV)/.test  ## measure this suite beside its peers
	@$(PY) -m benchmarks $(ARGS)

lock: $(VENV)/.test  ## choose the newest libraries anew and write requirements.lock
	@$(PIP) install uv
	@$(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra test \
		--no-annotate --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean:  ## remove the environment and the caches; the record and the exports stay
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. A stamp is newer than what it was made from, so that a second `make run` starts at once.

$(VENV)/.run: pyproject.toml requirements.lock
	@echo 'กำลังเตรียมสภาพแวดล้อม ครั้งแรกใช้เวลาหนึ่งถึงสองนาที … making the environment, one to two minutes the first time' >&2
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(MAKE) --no-print-directory new-environment
	@$(call install,.)
	@touch $@

$(VENV)/.test: $(VENV)/.run
	@echo 'กำลังติดตั้งเครื่องมือทดสอบ … installing what the tests need' >&2
	@$(call install,.[test])
	@touch $@

install = $(PIP) install --constraint requirements.lock --editable '$(1)' || { \
	echo 'ติดตั้งไม่สำเร็จ สาเหตุอยู่ในบรรทัดข้างบน หากเครือข่ายขัดข้อง โปรดสั่งใหม่อีกครั้ง' >&2; \
	echo 'Installing failed for the reason above. If it was the network, type the same again.' >&2; exit 1; }

.PHONY: new-environment
new-environment:
	@python=; \
	for one in $(PYTHONS); do \
		if "$$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$one; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'ไม่พบ Python 3.11 ขึ้นไปในเครื่องนี้ โปรดติดตั้งจาก python.org แล้วสั่งใหม่ หรือระบุที่อยู่ เช่น make run PYTHON=/opt/python/bin/python3' >&2; \
		echo 'There is no Python 3.11 or later here. Get one from python.org, or say where it is: make run PYTHON=/opt/python/bin/python3' >&2; \
		exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$python ยังขาดส่วนที่ใช้สร้างสภาพแวดล้อม (venv) บน Debian และ Ubuntu โปรดสั่ง sudo apt install python3-venv" >&2; \
		echo "$$python cannot make environments (venv). On Debian and Ubuntu: sudo apt install python3-venv" >&2; \
		exit 1; \
	fi; \
	"$$python" -m venv --clear $(VENV)
