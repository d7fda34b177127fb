// Long work on the server: started, followed to its end, told in words.

import { fill, h } from "./dom.js";

const LOOK = 700; // ms between two looks at a running job

/** Starts the job `name` and follows it; calls onChange(job) and resolves with the ended job. */
export async function runJob(api, name, onChange, options = {}) {
  return followJob(api, await api.post("api/jobs", { job: name, ...options }), onChange);
}

/** Follows a job until it ends; a line that breaks meanwhile is waited out. */
export async function followJob(api, job, onChange) {
  onChange(job);
  while (job.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    job = await api.get(`api/jobs/${job.id}`).catch((failure) => {
      if (failure.kind === "offline" || failure.kind === "server") return job;
      throw failure;
    });
    onChange(job);
  }
  return job;
}

/** A progress bar with the step in words, or why the job failed. */
export function jobProgress({ t }, box, job) {
  if (job.state === "failed") {
    fill(
      box,
      h(
        "p",
        { class: "sc-notice bad", role: "alert" },
        t("It was not made: {reason}", { reason: job.message }),
      ),
    );
  } else if (job.state === "running") {
    const label = job.step || t("Working …");
    if (!box.querySelector("progress"))
      fill(
        box,
        h("p", { class: "step", role: "status" }),
        h("progress", { max: 1, "aria-label": t("Progress") }),
      );
    const step = box.querySelector(".step");
    if (step.textContent !== label) step.textContent = label;
    box.querySelector("progress").value = job.progress;
  }
}
