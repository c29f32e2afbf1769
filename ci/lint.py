#!/usr/bin/env python3
"""Lints what brings bilint to others: the hooks for pre-commit, the action, the templates for CI, the release and the scripts.

usage: ci/lint.py        (exit 1 where something is wrong)

Their keys are checked here; yamllint and shellcheck are run on them where they are installed, and named where they are not. Needs PyYAML.
"""
import pathlib, re, shutil, subprocess, sys, tempfile

try:
    import yaml
except ImportError:
    sys.exit("PyYAML is not installed")

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOOKS, ACTION, GITLAB, RELEASE = ".pre-commit-hooks.yaml", "action.yml", "ci/bilint.gitlab-ci.yml", ".github/workflows/release.yml"
TEMPLATES = ["src/cli/templates/github.yml", "src/cli/templates/gitlab.yml"]
SCRIPTS = [".ci/run", "benches/quality.sh"]
# Long lines and comments beside keys are the style of these files; `on:` is a key of workflows.
STYLE = "{extends: default, rules: {line-length: disable, document-start: disable, comments: disable, truthy: {check-keys: false}, braces: {max-spaces-inside: 1}}}"
# Tags that pre-commit's `identify` gives to the kinds of files bilint reads.
TAGS = {"markdown", "html", "plain-text", "csv", "tsv", "json", "yaml", "xml", "pofile", "text", "file"}
wrong = []


def check(holds, message):
    if not holds:
        wrong.append(message)


def load(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def shell(name, script):
    """shellcheck of a script, with what the runner fills in replaced by a word."""
    script = re.sub(r"\$\{\{.*?\}\}", "filled-in", script)
    if not script.startswith("#!"):
        script = "#!/usr/bin/env bash\n" + script
    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(["shellcheck", "--severity=info", file.name], capture_output=True, text=True)
    check(done.returncode == 0, f"{name}: {done.stdout}")


def hooks():
    for hook in load(HOOKS):
        name = f"{HOOKS}, {hook.get('id')}"
        for key in ("id", "name", "description", "entry", "language", "types_or"):
            check(hook.get(key), f"{name}: no {key}")
        unknown = set(hook) - {"id", "name", "description", "entry", "language", "types_or", "pass_filenames", "require_serial"}
        check(not unknown, f"{name}: unknown keys {unknown}")
        check(hook["language"] in ("python", "system", "rust"), f"{name}: language {hook['language']}")
        check(set(hook["types_or"]) <= TAGS, f"{name}: unknown tags {set(hook['types_or']) - TAGS}")
        check(hook["pass_filenames"] is True and hook["require_serial"] is True, f"{name}: files are passed, to one process")


def action(scripts):
    data = load(ACTION)
    text = (ROOT / ACTION).read_text(encoding="utf-8")
    check(data["runs"]["using"] == "composite", f"{ACTION}: not composite")
    steps = {step["id"]: step for step in data["runs"]["steps"] if "id" in step}
    for name, given in data["inputs"].items():
        check({"description", "required", "default"} <= set(given), f"{ACTION}: input {name} lacks a key")
        check(re.search(rf"inputs\.{re.escape(name)}\b", text), f"{ACTION}: input {name} is not used")
    for name in re.findall(r"inputs\.([\w-]+)", text):
        check(name in data["inputs"], f"{ACTION}: there is no input {name}")
    for name, given in data["outputs"].items():
        step, output = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.(\w+) \}\}", given["value"]).groups()
        check(f"{output}=" in steps.get(step, {}).get("run", ""), f"{ACTION}: nothing sets the output {name}")
    for step in data["runs"]["steps"]:
        check(("run" in step) != ("uses" in step), f"{ACTION}: the step {step.get('name')} does not do one thing")
        if "run" in step:
            check(step.get("shell") == "bash", f"{ACTION}: the step {step['name']} has no shell")
            # What a user gives goes through the environment: never into the script itself.
            check("${{" not in step["run"], f"{ACTION}: the step {step['name']} fills text into a script")
            scripts.append((f"{ACTION}, {step['name']}", step["run"]))
        else:
            check(re.search(r"@(v\d|release/v\d|[0-9a-f]{40})", step["uses"]), f"{ACTION}: {step['uses']} is not pinned")


def workflow(path, scripts):
    data = load(path)
    for name, job in data["jobs"].items():
        check("runs-on" in job and job.get("steps"), f"{path}: the job {name} lacks a runner or steps")
        for need in [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", []):
            check(need in data["jobs"], f"{path}: the job {name} needs {need}, which is none")
        for step in job.get("steps", []):
            if "run" in step:
                scripts.append((f"{path}, {name}", step["run"]))
            else:
                check("uses" in step, f"{path}: a step of {name} does nothing")


def gitlab(path, scripts):
    known = {"stage", "image", "variables", "before_script", "script", "artifacts", "rules", "needs", "allow_failure"}
    for name, job in load(path).items():
        check(set(job) <= known, f"{path}: unknown keys of {name}: {set(job) - known}")
        check(isinstance(job.get("script"), list) and all(isinstance(line, str) for line in job["script"]), f"{path}: {name} has no script")
        # Words of BILINT_PATHS and BILINT_ARGS are meant to be split.
        given = [f"{key}={value!r}" for key, value in job.get("variables", {}).items()]
        lines = ["# shellcheck disable=SC2086", *given, *job.get("before_script", []), *job["script"]]
        scripts.append((f"{path}, {name}", "\n".join(lines)))


def files():
    """Files that the others name."""
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from|\. )(.*) \S+$", docker, re.M):
        for name in line.split():
            check((ROOT / name).is_file(), f"Dockerfile: there is no {name}")
    python = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for key in ("manifest-path", "readme"):
        name = re.search(rf'^{key} = "(.*)"', python, re.M).group(1)
        check((ROOT / name).is_file(), f"pyproject.toml: there is no {name}")


def main():
    scripts = [(path, (ROOT / path).read_text(encoding="utf-8")) for path in SCRIPTS]
    hooks()
    action(scripts)
    workflow(RELEASE, scripts)
    for path in TEMPLATES:
        (gitlab if "gitlab" in path else workflow)(path, scripts)
    gitlab(GITLAB, scripts)
    files()
    if shutil.which("shellcheck"):
        for name, script in scripts:
            shell(name, script)
    else:
        print("skipped: shellcheck is not installed")
    if shutil.which("yamllint"):
        paths = [HOOKS, ACTION, GITLAB, RELEASE, *TEMPLATES]
        done = subprocess.run(["yamllint", "-d", STYLE, *paths], cwd=ROOT, capture_output=True, text=True)
        check(done.returncode == 0, done.stdout)
    else:
        print("skipped: yamllint is not installed")
    for message in wrong:
        print(message)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
