// The official client in TypeScript, as node runs it: lists the tools, compiles each schema, calls every tool as calls.json says, and
// holds each answer against its schema. It prints one line of JSON, {"tools": [...], "called": [...]}, or fails.
//   node client.mjs http URL
//   node client.mjs stdio COMMAND [ARGUMENT...]
import { readFileSync } from "node:fs";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";

const [kind, target, ...rest] = process.argv.slice(2);
const transport =
  kind === "http"
    ? new StreamableHTTPClientTransport(new URL(target))
    : new StdioClientTransport({ command: target, args: rest, stderr: "inherit" });

function fail(words) {
  throw new Error(words);
}

function checkSchemas(tools) {
  const ajv = new AjvJsonSchemaValidator();
  return new Map(
    tools.map((tool) => {
      ajv.getValidator(tool.inputSchema);
      return [tool.name, ajv.getValidator(tool.outputSchema ?? fail(`${tool.name} has no schema of its answers`))];
    }),
  );
}

function filled(args, kept) {
  const fill = (value) => (typeof value === "string" && value.startsWith("$") ? kept[value.slice(1)] : value);
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, fill(value)]));
}

const client = new Client({ name: "tapedeck-test", version: "1" });
await client.connect(transport);
const { tools } = await client.listTools();
const validators = checkSchemas(tools);
const kept = {};
const called = [];
for (const call of JSON.parse(readFileSync(new URL("calls.json", import.meta.url), "utf8"))) {
  // The client itself refuses an answer that does not fit its schema; the second look does not rest on that.
  const result = await client.callTool({ name: call.tool, arguments: filled(call.arguments, kept) });
  if (result.isError) fail(`${call.tool}: ${JSON.stringify(result.content)}`);
  const answer = validators.get(call.tool)(result.structuredContent);
  if (!answer.valid) fail(`${call.tool}: ${answer.errorMessage}`);
  for (const [name, path] of Object.entries(call.keep ?? {})) {
    kept[name] = path.split(".").reduce((at, step) => at[step], result.structuredContent);
  }
  called.push(call.tool);
}
await client.close();
console.log(JSON.stringify({ tools: tools.map((tool) => tool.name), called }));
