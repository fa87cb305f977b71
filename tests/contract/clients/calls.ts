// Calls that a TypeScript client makes, good and failing ones. The types are generated from the document in 3.1: what
// is read here and not documented does not compile.
import type { components, paths } from "./openapi";

type Answer = components["schemas"]["TriageAnswer"];
type Problem = components["schemas"]["Problem"];
type Rule = paths["/v1/rules/{id}"]["get"]["responses"][200]["content"]["application/json"];
type Body = paths["/v1/triage"]["post"]["requestBody"]["content"]["application/json"];

declare const process: { argv: string[] };
const service = process.argv[2];

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`not so: ${what}`);
}

async function call<T>(status: number, path: keyof paths | `/v1/rules/${string}`, body?: Body): Promise<T> {
  const answer = await fetch(service + path, body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  must(answer.status === status, `${path} answers ${status}, not ${answer.status}`);
  return await answer.json() as T;
}

async function main(): Promise<void> {
  const answer = await call<Answer>(200, "/v1/triage", {
    findings: { age_years: 34, sites: ["eyelid"], duration_days: 3, course: "stable", fatigue: null },
    screens_completed: ["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"],
  });
  must(answer.level === "benign_lifestyle" && answer.urgency === "self_care", "the answer is harmless");
  must(answer.stop.stop && answer.stop.because === "settled", "nothing is left to ask");
  must(answer.possible.most.urgency === "self_care", "nothing worse is possible");

  const first = answer.reasons[0];
  must(first !== undefined, "there is a reason");
  const rule = await call<Rule>(200, `/v1/rules/${first.rule}`);
  must(rule.id === first.rule && rule.level === answer.level, "the rule of the reason is served");

  const invalid = await call<Problem>(422, "/v1/triage", { findings: { age_years: 999 } });
  const fault = invalid.errors?.[0];
  must(invalid.code === "invalid_body" && fault?.pointer === "/findings/age_years", "the fault is pointed to");

  const missing = await call<Problem>(404, "/v1/rules/R-Z99");
  must(missing.code === "not_found" && missing.status === 404, "a rule that is none is not found");
  console.log("TypeScript: 4 calls as documented");
}

main().catch((error: unknown) => {
  console.error(error);
  throw error;
});
