"use client";

import { Search } from "lucide-react";
import { type Ref, useEffect, useState } from "react";
import { Input } from "#app/_ui/field.tsx";

type Props = {
  id: string;
  /** What is searched for now. */
  value: string;
  label: string;
  hint: string;
  maxLength: number;
  inputRef: Ref<HTMLInputElement>;
  /** Called with Enter, and with nothing as soon as the field is empty. */
  onSearch: (text: string) => void;
  className?: string;
};

/** The search field above a list. */
export function SearchField({ id, value, label, hint, maxLength, inputRef, onSearch, className = "" }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <search className={`relative ${className}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(text.trim());
        }}
      >
        <Search aria-hidden className="absolute top-2.5 left-2.5 size-4 text-faint" />
        <Input
          id={id}
          ref={inputRef}
          type="search"
          value={text}
          maxLength={maxLength}
          aria-label={label}
          placeholder={hint}
          className="h-9! pl-8 text-sm!"
          onChange={(event) => {
            setText(event.target.value);
            if (event.target.value === "") onSearch("");
          }}
        />
      </form>
    </search>
  );
}
