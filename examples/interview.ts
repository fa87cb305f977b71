// The smallest interview: one question at a time, until the service says stop. Node only, no dependency.
// Each answer is typed as the word in brackets; an empty line, or the end of the input, means "don't know".
// TRIAGE_URL is the address of the service.

import { createInterface } from "node:readline";

type Value = string | number | string[] | null;
type Answers = { value: string; label: string }[];
interface Question {
  finding: string;
  question: string;
  kind: "tri" | "one_of" | "some_of" | "integer";
  answers: Answers | null; // null for a number, and for a plain yes or no
}
interface Step {
  answer: { level: string; urgency: string; status: string; headline: string; not_a_diagnosis: string };
  next_questions: Question[];
  lowering_questions: Question[];
  stop: { stop: boolean; because: string | null };
}

const url = process.env.TRIAGE_URL ?? "http://127.0.0.1:8080";
const typed = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url + path, { headers: { "Content-Type": "application/json" }, ...init });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

function step(findings: Record<string, Value>): Promise<Step> {
  return call("/v1/interview?questions=1&detail=brief", { method: "POST", body: JSON.stringify({ findings }) });
}

async function ask({ question, kind, answers }: Question, yesOrNo: Answers): Promise<Value> {
  const offered = kind === "tri" ? yesOrNo : answers;
  console.log(question, offered ? `[${offered.map(({ value }) => value).join(" | ")}]` : "[a number]");
  const line = await typed.next();
  const words = String(line.value ?? "").split(" ").filter(Boolean);
  const [first] = words;
  if (kind === "integer") return first === undefined ? null : Number(first);
  if (kind === "some_of") return first === undefined ? null : words;
  return first ?? "unknown";
}

async function main(): Promise<void> {
  const { tri_answers } = await call<{ tri_answers: Answers }>("/v1/questionnaire");
  const findings: Record<string, Value> = {};
  let now = await step(findings);
  for (; !now.stop.stop; now = await step(findings)) {
    const [question] = [...now.next_questions, ...now.lowering_questions];
    if (question === undefined) break;
    findings[question.finding] = await ask(question, tri_answers);
  }
  const { level, urgency, status, headline, not_a_diagnosis } = now.answer;
  console.log(`${level}, ${urgency}, ${status} (${now.stop.because})\n${headline}\n${not_a_diagnosis}`);
}

void main();
