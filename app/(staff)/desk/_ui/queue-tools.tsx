"use client";

import { Bookmark, ListFilter as ListFilterIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Ref } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Select } from "#app/_ui/field.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import type { ListFilter } from "#app/(staff)/_lib/queries.ts";
import { SearchField } from "#app/(staff)/_ui/search-field.tsx";
import { ticketSorts, type ViewFilter, viewSorts, wholeSorts } from "#server/tickets/schemas.ts";
import type { DeskParams } from "../_lib/use-desk-url.ts";
import { useOpenOnly } from "../_lib/use-open-only.ts";
import type { TicketList } from "../_lib/use-ticket-list.ts";
import type { Listing } from "../_lib/view-queries.ts";
import { FilterChips } from "./queue-filter.tsx";

type Props = {
  list: TicketList;
  listing: Listing | null;
  filter: ListFilter;
  onFilter: (params: DeskParams) => void;
  onDialog: (dialog: "filter" | "save" | "bulk") => void;
  searchRef: Ref<HTMLInputElement>;
};

/** The address of a list that is narrowed by a filter. */
export const toFilter = (filter: ViewFilter): DeskParams => ({
  cause: "",
  f: Object.keys(filter).length > 0 ? JSON.stringify(filter) : "",
});

/** The search field, the filter and the order of the list. */
export function QueueTools({ filter, listing, list, onFilter, onDialog, searchRef }: Props) {
  const t = useTranslations("desk.queue");
  const words = useTranslations("views");
  const small = "h-9! text-sm!";
  const openOnly = useOpenOnly(listing);
  return (
    <div className="grid grid-cols-2 gap-2 border-b border-line p-2">
      <SearchField
        id="desk-search"
        value={filter.q ?? ""}
        label={t("search")}
        hint={t("searchHint")}
        maxLength={200}
        inputRef={searchRef}
        onSearch={(q) => onFilter({ q })}
        className="col-span-2"
      />
      <div className="flex gap-1">
        <Button
          type="button"
          size="compact"
          variant="secondary"
          disabled={listing === null}
          onClick={() => onDialog("filter")}
          {...does("list.filter")}
          icon={<ListFilterIcon aria-hidden className="size-4" />}
        >
          {words("filterButton")}
        </Button>
        <Button
          type="button"
          size="compact"
          variant="ghost"
          disabled={listing === null}
          aria-label={words("saveButton")}
          title={words("saveButton")}
          onClick={() => onDialog("save")}
          {...does("list.save")}
          icon={<Bookmark aria-hidden className="size-4" />}
        />
      </div>
      <Select
        id="desk-sort"
        aria-label={t("sort")}
        className={small}
        value={(listing ? list.sort : filter.sort) ?? "due"}
        onChange={(event) => onFilter({ sort: event.target.value })}
        options={(listing ? viewSorts : ticketSorts).map((sort) => {
          const label = words(`sortBy.${sort}`);
          const disabled = !openOnly && !wholeSorts.includes(sort);
          return { value: sort, label: disabled ? words("sortOpenOnly", { sort: label }) : label, disabled };
        })}
      />
      {listing ? <FilterChips filter={listing.filter} onFilter={(next) => onFilter(toFilter(next))} /> : null}
    </div>
  );
}
