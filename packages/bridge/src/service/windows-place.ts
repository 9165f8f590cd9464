import type { LauncherPlace } from './windows-launcher.ts';

/** A Windows and who is logged on there. */
export interface WindowsPlace extends LauncherPlace {
  /** `DOMAIN\user` */
  readonly user: string;
  /** `C:\Windows` */
  readonly systemRoot: string;
  /** `%APPDATA%` */
  readonly appData: string;
}
