/** Where and as whom to connect. Plain data, so that it can go to a worker thread. Never logged or reported whole. */
export interface ConnectionSettings {
  host: string
  port: number
  user: string
  password: string
  database: string
  /** false is plaintext; otherwise verify-full against these CAs (PEM), or Node's own when null. */
  tls: false | { ca: string | null }
}

/** Gives the settings; asked again with `refresh` once when the server refused the login (a rotated secret). */
export type SettingsProvider = (refresh: boolean) => Promise<ConnectionSettings>
