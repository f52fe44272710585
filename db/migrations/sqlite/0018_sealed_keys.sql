CREATE TABLE `sealed_keys` (
	`purpose` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL
);
