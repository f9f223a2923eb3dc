// A form made from the schema of a case: it asks a few facts, has the case decided, and then asks what is still needed.
import Form from "@rjsf/core";
import { customizeValidator } from "@rjsf/validator-ajv8";
import Ajv2020 from "ajv/dist/2020";
import localizeZh from "ajv-i18n/localize/zh";
import { useState } from "react";
import { createRoot } from "react-dom/client";

import schema from "./case.schema.json";
import { labelsOf, schemaOf } from "./schema_parts.js";

const FIRST = ["organ.kind", "petition.category", "petition.intake", "timeline.received_on", "timeline.accepted_on"];

const validator = customizeValidator({ AjvClass: Ajv2020 }, localizeZh); // the schema is of 2020-12
const labels = { ...labelsOf(schema), "ui:submitButtonOptions": { submitText: "查" } };
// Without this, the form would answer every question itself, with its first choice. What is not stated is unknown.
const nothingStated = { constAsDefaults: "never", emptyObjectFields: "skipEmptyDefaults" };

function Page() {
  const [facts, setFacts] = useState(FIRST);
  const [stated, setStated] = useState({});
  const [told, setTold] = useState(null);

  async function decide({ formData }) {
    setStated(formData);
    const answer = await fetch("/v1/evaluate", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ case: formData, needs: true }), // as of today
    });
    const said = await answer.json();
    setTold(answer.ok ? { result: said.answer } : { refused: said.detail });
    if (answer.ok) {
      const needed = said.answer.needs.map((need) => need.fact).filter((fact) => fact && !facts.includes(fact));
      setFacts([...facts, ...needed]);
    }
  }

  return (
    <>
      <h1>查一件信访事项</h1>
      <Form
        schema={schemaOf(schema, facts)}
        uiSchema={labels}
        formData={stated}
        validator={validator}
        experimental_defaultFormStateBehavior={nothingStated}
        noHtml5Validate
        onSubmit={decide}
      />
      {told?.refused && <p role="alert">{told.refused}</p>}
      {told?.result && <Result result={told.result} />}
    </>
  );
}

/** A result, in its compact form, says itself what everything in it is called: nothing is labelled here. */
function Result({ result }) {
  const decided = Object.entries(result.decisions).filter(([, each]) => each.status === "decided");
  const due = result.norms.filter((norm) => norm.due && !norm.may_apply);
  return (
    <section aria-live="polite">
      <h2>《{result.instrument.title}》</h2>
      <ul>
        {decided.map(([question, { title, label, at }]) => (
          <li key={question}>
            {title}：<strong>{label}</strong> <Cited at={at} />
          </li>
        ))}
        {due.map((norm) => (
          <li key={norm.rule}>
            {result.labels.bearer[norm.bearer]}：{norm.label}。最后一日：<strong>{norm.due}</strong>，
            {result.labels.norm_status[norm.status]} <Cited at={norm.at} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Cited({ at }) {
  return <span className="cited">{at.join("、")}</span>;
}

createRoot(document.getElementById("form")).render(<Page />);
