/** How far something is, of 100; null while nobody knows. Words stand beside it. */
export function ProgressBar({ percent, label }: { percent: number | null; label: string }) {
  return (
    <progress
      aria-label={label}
      max={100}
      {...(percent === null ? {} : { value: percent })}
      className="block h-2 w-full appearance-none overflow-hidden rounded-md bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
    />
  );
}
