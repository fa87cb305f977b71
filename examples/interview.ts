// The smallest interview: one question at a time, until the service says stop. Node only, no dependency.
// Each answer is typed as the word in brackets; an empty line, or the end of the input, means "don't know".
// TRIAGE_URL is the address of the service.

import { createInterface } from "node:readline";

type Value = string | number | string[] | null;
interface Question {
  pointer: string;
  question: string;
  kind: "tri" | "one_of" | "some_of" | "integer";
  answers?: { value: string; label: string }[]; // left out for a number
}
interface Step {
  answer: { level: string; urgency: string; status: string; headline: { person: string }; not_a_diagnosis: string };
  next_questions: Question[];
  lowering_questions: Question[];
  stop: { stop: boolean; because: string | null };
}

const url = `${process.env.TRIAGE_URL ?? "http://127.0.0.1:8080"}/v1/interview?questions=1`;
const typed = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function step(findings: Record<string, Value>): Promise<Step> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ findings }) });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Step;
}

async function ask({ question, kind, answers }: Question): Promise<Value> {
  console.log(question, answers ? `[${answers.map(({ value }) => value).join(" | ")}]` : "[a number]");
  const line = await typed.next();
  const words = String(line.value ?? "").split(" ").filter(Boolean);
  const [first] = words;
  if (kind === "integer") return first === undefined ? null : Number(first);
  if (kind === "some_of") return first === undefined ? null : words;
  return first ?? "unknown";
}

async function main(): Promise<void> {
  const findings: Record<string, Value> = {};
  let now = await step(findings);
  for (; !now.stop.stop; now = await step(findings)) {
    const [question] = [...now.next_questions, ...now.lowering_questions];
    if (question === undefined) break;
    findings[question.pointer.replace("/findings/", "")] = await ask(question);
  }
  const { level, urgency, status, headline, not_a_diagnosis } = now.answer;
  console.log(`${level}, ${urgency}, ${status} (${now.stop.because})\n${headline.person}\n${not_a_diagnosis}`);
}

void main();
