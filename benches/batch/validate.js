// Parses and validates each line of standard input with ajv; says how many there were and how many were valid.
//
//     node validate.js request.schema.json
"use strict";

const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const Ajv2020 = require("ajv/dist/2020").default;

const validate = new Ajv2020({ formats: { int32: true } }).compile(JSON.parse(readFileSync(process.argv[2], "utf8")));
let lines = 0;
let valid = 0;
createInterface({ input: process.stdin, crlfDelay: Infinity })
  .on("line", (line) => {
    lines += 1;
    if (validate(JSON.parse(line))) valid += 1;
  })
  .on("close", () => console.log(`${lines} ${valid}`));
