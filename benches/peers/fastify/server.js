// fastify with ajv: the request validated by the schema of the OpenAPI document, the rules as data, evaluated by
//
//     node server.js plain FOLDER PORT               a loop in plain JavaScript
//     node server.js json-rules-engine FOLDER PORT   json-rules-engine
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const Ajv2020 = require("ajv/dist/2020").default;
const fastify = require("fastify");
const { Engine } = require("json-rules-engine");

const [kind, folder, port] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const book = read("rules.json");
const names = book.findings.map((finding) => finding.name);

// Every finding, unknown when it was not sent, and the derived ones.
function factsOf(findings) {
  const facts = {};
  for (const name of names) facts[name] = findings[name] ?? "unknown";
  const sites = Array.isArray(facts.sites) ? facts.sites : [];
  const regions = new Set();
  for (const site of sites) if (book.regions[site]) regions.add(book.regions[site]);
  const present = (...some) => some.some((name) => facts[name] === "present");
  const yes = (holds) => (holds ? "yes" : "no");
  const weak = present("weakness_functional", "weakness_perceived");
  facts.sites = sites;
  facts.twitch_reported = yes(facts.twitch_present !== "absent" || sites.length > 0);
  facts.site_count = sites.length;
  facts.body_region_count = regions.size;
  facts.limb_neck_or_trunk_site = yes(regions.size > (regions.has("bulbar") ? 1 : 0));
  facts.any_weakness = yes(weak);
  facts.any_decline = yes(weak || present("speech_change", "swallowing_difficulty"));
  facts.assessed_and_reassured = yes(
    facts.already_assessed === "neurologist_exam_and_emg_reassuring" && facts.change_since_assessment === "absent",
  );
  return facts;
}

const operators = {
  equal: (fact, value) => fact === value,
  not_equal: (fact, value) => fact !== value,
  in: (fact, value) => value.includes(fact),
  has_any: (fact, value) => value.some((entry) => fact.includes(entry)),
  at_least: (fact, value) => typeof fact === "number" && fact >= value,
  more_than: (fact, value) => typeof fact === "number" && fact > value,
  less_than: (fact, value) => typeof fact === "number" && fact < value,
};

function plain() {
  const holds = (facts) => (literal) => operators[literal.operator](facts[literal.finding], literal.value);
  return async (facts) => {
    const one = holds(facts);
    return book.rules.filter((rule) => rule.when.every((clause) => clause.some(one)));
  };
}

function jsonRulesEngine() {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const [name, test] of Object.entries(operators)) engine.addOperator(name, test);
  const literal = ({ finding, operator, value }) => ({ fact: finding, operator, value });
  for (const [number, rule] of book.rules.entries()) {
    engine.addRule({
      conditions: { all: rule.when.map((clause) => ({ any: clause.map(literal) })) },
      event: { type: "fired", params: { number } },
    });
  }
  return async (facts) => {
    const { events } = await engine.run(facts);
    return events.map((event) => book.rules[event.params.number]);
  };
}

const fired = kind === "plain" ? plain() : jsonRulesEngine();
const ajv = new Ajv2020({ strict: false, allErrors: false });
const text = { type: "string" };
const answerSchema = {
  type: "object",
  properties: {
    level: text,
    urgency: text,
    reasons: {
      type: "array",
      items: {
        type: "object",
        properties: {
          rule: text,
          level: text,
          urgency: text,
          text: { type: "object", properties: { person: text, clinician: text } },
          evidence: { type: "array", items: text },
        },
      },
    },
  },
};

const app = fastify({ logger: false });
app.setValidatorCompiler(({ schema }) => ajv.compile(schema));
app.post(
  "/v1/triage",
  { schema: { body: read("request.schema.json"), response: { 200: answerSchema } } },
  async (request) => {
    const rules = await fired(factsOf(request.body.findings));
    let level = 0;
    let urgency = 0;
    for (const rule of rules) {
      level = Math.max(level, rule.level);
      urgency = Math.max(urgency, rule.urgency);
    }
    return {
      level: book.levels[level],
      urgency: book.urgencies[urgency],
      reasons: rules.map((rule) => rule.reason),
    };
  },
);
app.listen({ host: "127.0.0.1", port: Number(port) });
