import { useLocale, useTranslations } from "next-intl";
import { buttonClass } from "#app/_ui/button.tsx";
import { rowTitle } from "#server/metrics/index.ts";
import { NONE } from "#server/metrics/schemas.ts";
import { presets } from "../_lib/range.ts";
import { type ManagerState, stateHref } from "../_lib/state.ts";

export type Choices = {
  causes: Record<string, string>;
  channels: string[];
  /** What the shop calls its channels, by their codes. */
  channelNames: Record<string, string>;
  queues: string[];
  agents: { id: string; name: string }[];
};
type Props = { path: string; state: ManagerState; today: string; choices: Choices };

const field = "h-11 min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm tabular sm:h-9";

/** Chooses the time, whether it is compared, and of whom the numbers are. Works without script, and all of it is in the address. */
export function FilterForm({ path, state, today, choices }: Props) {
  const t = useTranslations("manager.range");
  const { range } = state;
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 print:hidden">
      <nav aria-label={t("label")} className="flex gap-1">
        {presets.map((days) => (
          <a
            key={days}
            href={stateHref(path, state, days)}
            aria-current={range.preset === days ? "page" : undefined}
            className={buttonClass(range.preset === days ? "primary" : "secondary", "compact", "min-h-11 sm:min-h-9")}
          >
            {t("days", { n: days })}
          </a>
        ))}
      </nav>
      <form action={path} className="flex min-w-0 flex-wrap items-center gap-1.5">
        <label className="sr-only" htmlFor="range-from">
          {t("from")}
        </label>
        <input
          id="range-from"
          type="date"
          name="from"
          defaultValue={range.firstDay}
          max={today}
          required
          className={field}
        />
        <span aria-hidden className="text-muted">
          –
        </span>
        <label className="sr-only" htmlFor="range-to">
          {t("to")}
        </label>
        <input
          id="range-to"
          type="date"
          name="to"
          defaultValue={range.lastDay}
          max={today}
          required
          className={field}
        />
        <Parts state={state} choices={choices} />
        <button type="submit" className={buttonClass("secondary", "compact", "min-h-11 sm:min-h-9")}>
          {t("show")}
        </button>
        <Clear path={path} state={state} />
      </form>
    </div>
  );
}

function Parts({ state, choices }: { state: ManagerState; choices: Choices }) {
  const t = useTranslations("manager.filter");
  const locale = useLocale();
  const { slice } = state;
  const named = (keys: string[], table: "channel" | "queue", names: Record<string, string> = {}) =>
    keys.map((key) => ({ value: key, label: rowTitle(table, key, names[key] ?? null, locale) }));
  return (
    <>
      <Choice
        name="compare"
        label={t("compare")}
        value={state.compare ? "true" : "false"}
        options={[
          { value: "true", label: t("compareOn") },
          { value: "false", label: t("compareOff") },
        ]}
      />
      <Choice
        name="cause"
        label={t("cause")}
        value={slice.cause}
        options={[
          { value: "", label: t("anyCause") },
          ...Object.entries(choices.causes).map(([value, label]) => ({ value, label })),
        ]}
      />
      <Choice
        name="channel"
        label={t("channel")}
        value={slice.channel}
        options={[
          { value: "", label: t("anyChannel") },
          ...named(choices.channels, "channel", choices.channelNames),
          { value: NONE, label: rowTitle("channel", null, null, locale) },
        ]}
      />
      <Choice
        name="agent"
        label={t("agent")}
        value={slice.agent}
        options={[
          { value: "", label: t("anyAgent") },
          ...choices.agents.map(({ id, name }) => ({ value: id, label: name })),
          { value: NONE, label: rowTitle("agent", null, null, locale) },
        ]}
      />
      {choices.queues.length > 1 || slice.queue ? (
        <Choice
          name="queue"
          label={t("queue")}
          value={slice.queue}
          options={[{ value: "", label: t("anyQueue") }, ...named(choices.queues, "queue")]}
        />
      ) : null}
    </>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
};

function Choice({ name, label, value, options }: ChoiceProps) {
  // What the address asks for is shown, also when no ticket of the last year was of it.
  const all =
    value && !options.some((option) => option.value === value) ? [...options, { value, label: value }] : options;
  return (
    <select name={name} aria-label={label} defaultValue={value ?? ""} className={`${field} max-w-52`}>
      {all.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function Clear({ path, state }: { path: string; state: ManagerState }) {
  const t = useTranslations("manager.filter");
  if (Object.keys(state.slice).length === 0) return null;
  return (
    <a
      href={stateHref(path, { ...state, slice: {} })}
      className="inline-flex min-h-11 items-center px-2 text-sm text-accent-text hover:underline sm:min-h-9"
    >
      {t("clear")}
    </a>
  );
}
