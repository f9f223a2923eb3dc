// What the schema of a case (`xinfang schema case`) holds for a form. Nothing about the law is written here.

/** The facts of a schema by their dotted names, in its order: `petition.category` → its part of the schema. */
export function factsOf(schema) {
  const facts = new Map();
  for (const [group, part] of Object.entries(schema.properties)) {
    if (!part.$ref) continue; // case_id
    for (const [key, fact] of Object.entries(definition(schema, part).properties)) facts.set(`${group}.${key}`, fact);
  }
  return facts;
}

/** The schema of some facts only, groups and facts in the order of the names. */
export function schemaOf(schema, names) {
  const all = factsOf(schema);
  const properties = {};
  for (const name of names) {
    const [group, key] = name.split(".");
    const { title } = definition(schema, schema.properties[group]);
    properties[group] ??= { type: "object", title, properties: {}, additionalProperties: false };
    properties[group].properties[key] = all.get(name);
  }
  return { $schema: schema.$schema, type: "object", properties, $defs: schema.$defs };
}

/** The labels: of each fact the question that establishes it (`x-ask`) instead of its term. */
export function labelsOf(schema) {
  const labels = {};
  for (const [name, fact] of factsOf(schema)) {
    const [group, key] = name.split(".");
    (labels[group] ??= {})[key] = { "ui:title": fact["x-ask"] };
  }
  return labels;
}

function definition(schema, { $ref }) {
  return schema.$defs[$ref.split("/").pop()];
}
