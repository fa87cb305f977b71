// Calls that a TypeScript client makes, good and failing ones. The types are generated from the document in 3.1: what
// is read here and not documented does not compile.
import type { components, paths } from "./openapi";

type Answer = components["schemas"]["TriageAnswer"];
type Step = components["schemas"]["InterviewStep"];
type Problem = components["schemas"]["Problem"];
type Rule = paths["/v1/rules/{id}"]["get"]["responses"][200]["content"]["application/json"];
type Line = components["schemas"]["BatchLine"];
type Cases = components["schemas"]["TestCaseList"];
type Path = keyof paths;
type Body = paths["/v1/triage"]["post"]["requestBody"]["content"]["application/json"];

declare const process: { argv: string[] };
const service = process.argv[2];

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`not so: ${what}`);
}

async function call<T>(status: number, path: Path | `${Path}?${string}` | `/v1/rules/${string}`, body?: Body): Promise<T> {
  const answer = await fetch(service + path, body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  must(answer.status === status, `${path} answers ${status}, not ${answer.status}`);
  return await answer.json() as T;
}

// No generator makes a call that sends and takes lines: `fetch` does.
async function* batch(payloads: string[]): AsyncGenerator<Line> {
  const answer = await fetch(`${service}/v1/triage/batch`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: payloads.join("\n"),
  });
  must(answer.status === 200 && answer.body !== null, `the batch is answered, not with ${answer.status}`);
  let rest = "";
  for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Line;
  }
  must(rest === "", "the last line is whole");
}

async function main(): Promise<void> {
  const answer = await call<Answer>(200, "/v1/triage", {
    findings: { age_years: 34, sites: ["eyelid"], duration_days: 3, course: "stable", fatigue: null },
    screens_completed: ["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"],
  });
  // `detail` says which answer it is, and narrows the type to it.
  must(answer.detail === "standard", "the answer is a standard one where nothing else is asked for");
  must(answer.headline.person !== "" && Array.isArray(answer.workup), "it has the texts for person and clinician");
  must(answer.level === "benign_lifestyle" && answer.urgency === "self_care", "the answer is harmless");
  must(answer.stop.stop && answer.stop.because === "settled", "nothing is left to ask");
  must(answer.possible.most.urgency === "self_care", "nothing worse is possible");

  const brief = await call<Answer>(200, "/v1/triage?detail=brief", { findings: {} });
  must(brief.detail === "brief", "a brief answer is asked for");
  const headline: string = brief.headline;
  must(headline !== "" && !("workup" in brief) && brief.next_questions === undefined, "it has what a person reads");

  const full = await call<Answer>(200, "/v1/triage?detail=full&questions=none", { findings: {} });
  must(full.detail === "full" && full.trace.length > 50, "a full answer has the value of every rule");
  must(full.understood.length === 0 && full.what_would_change !== undefined, "what was understood, and what would change it");

  const step = await call<Step>(200, "/v1/interview?detail=brief&questions=1", { findings: {} });
  const asked = step.next_questions[0];
  must(step.answer.detail === "brief" && asked !== undefined && asked.screen !== null, "an interview asks");

  const first = answer.reasons[0];
  must(first !== undefined, "there is a reason");
  const rule = await call<Rule>(200, `/v1/rules/${first.rule}`);
  must(rule.id === first.rule && rule.level === answer.level, "the rule of the reason is served");

  const invalid = await call<Problem>(422, "/v1/triage", { findings: { age_years: 999 } });
  const fault = invalid.errors?.[0];
  must(invalid.code === "invalid_body" && fault?.pointer === "/findings/age_years", "the fault is pointed to");

  const missing = await call<Problem>(404, "/v1/rules/R-Z99");
  must(missing.code === "not_found" && missing.status === 404, "a rule that is none is not found");

  const urgencies: unknown[] = [];
  const payloads = ['{"findings": {"muscle_wasting": "present"}}', '{"findings": []}', '{"findings": {}}'];
  for await (const line of batch(payloads)) {
    urgencies[line.line] = line.answer?.urgency ?? line.problem?.code;
  }
  must(urgencies.slice(1).join() === "soon,invalid_body,routine", `each line of a batch is answered: ${urgencies}`);

  // The cases that the service serves come out when they are sent back, and the refused bodies are refused.
  const served = await call<Cases>(200, "/v1/test-cases");
  must(served.cases.length > 200, "test cases are served");
  for (const { id, request, expect } of served.cases) {
    const given = await call<Answer>(200, "/v1/triage?questions=none", request);
    must(given.detail === "standard", `${id} is answered`);
    must(given.reasons.map((reason) => reason.rule).join() === expect.rules.join(), `${id} has its reasons`);
    for (const part of ["level", "urgency", "status", "in_scope", "possible"] as const) {
      must(JSON.stringify(given[part]) === JSON.stringify(expect[part]), `${id} has its ${part}`);
    }
  }
  for (const bad of served.invalid) {
    const body = bad.body ?? Uint8Array.from(atob(bad.body_base64 ?? ""), (letter) => letter.charCodeAt(0));
    const headers = { "content-type": "application/json" };
    const refused = await fetch(`${service}/v1/triage`, { method: "POST", headers, body });
    const problem = await refused.json() as Problem;
    must(refused.status === bad.status && problem.code === bad.code, `${bad.id} is refused`);
  }
  const counts = `${served.cases.length} test cases and ${served.invalid.length} refused bodies`;
  console.log(`TypeScript: 8 calls as documented, ${counts} come out`);
}

main().catch((error: unknown) => {
  console.error(error);
  throw error;
});
