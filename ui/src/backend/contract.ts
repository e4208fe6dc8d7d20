/**
 * What the window needs from the core, whichever way it reaches it. The calls and their types are generated from the core's
 * one table; this file adds what a transport does besides: listening, and handing files over.
 */
import type { AlertTest } from '../bindings/AlertTest';
import type { ApiError } from '../bindings/ApiError';
import type { Arrival } from '../bindings/Arrival';
import type { CallName, Changed, Contract, ShellCall } from '../bindings/Contract';
import type { DesktopFacts } from '../bindings/DesktopFacts';
import type { DraftFile } from '../bindings/DraftFile';
import type { ErrorCode } from '../bindings/ErrorCode';
import type { FileArgs } from '../bindings/FileArgs';
import type { SaveTextArgs } from '../bindings/SaveTextArgs';

/** A call that the desk itself answers, over every transport. */
export type DeskCall = Exclude<CallName, ShellCall>;

/** What became stale; `everything` after a gap in which changes may have been missed. */
export type Stale = Changed | 'everything';

/** A file on its way into the desk. */
export interface Upload {
  /** The start of every media address, from the bootstrap. */
  media: string;
  file: File;
  /** Told the part that has left, from 0 to 1. */
  progress: (part: number) => void;
  signal: AbortSignal;
}

export interface Backend {
  /** Makes one call. Fails with a {@link CallFailed}. */
  call<N extends DeskCall>(name: N, args: Contract[N]['args']): Promise<Contract[N]['result']>;
  /** Listens. Resolves once nothing can be missed any more; gives what ends it. */
  onChanged(listener: (stale: Stale) => void): Promise<() => void>;
  /** Opens a file with the desktop's program for it. */
  openFile(args: FileArgs): Promise<void>;
  /** Saves a file where the rep says. */
  saveFile(args: FileArgs): Promise<void>;
  /** Saves a text where the rep says. False when they changed their mind. */
  saveText(args: SaveTextArgs): Promise<boolean>;
  /** Has the desktop show a notification, and says what stands in the way of real ones. */
  testAlert(): Promise<AlertTest>;
  /** Puts a picture on the desktop's clipboard. */
  copyPicture(args: FileArgs): Promise<void>;
  /** Keeps the picture on the desktop's clipboard that a page was not given, for a draft; null when there is none. */
  pastePicture(): Promise<DraftFile | null>;
  /** Hears that somebody outside asked for something. */
  onArrival(listener: () => void): Promise<void>;
  /** What they asked for, once; null when it was taken already. */
  arrival(): Promise<Arrival | null>;
  /** What the desktop can do for the settings. */
  desktopFacts(): Promise<DesktopFacts>;
  /** Has misspelled words marked from now on. */
  checkSpelling(): Promise<void>;
  /** Ends this page, if nobody can see it; it is loaded again when the window is seen. */
  letGo(): Promise<void>;
  /** Opens a page in the desktop's browser. */
  openUrl(url: string): Promise<void>;
  /** Says that the inbox is painted, for whoever started the program. */
  painted(): Promise<void>;
  /** Starts the program anew, when it could not open its folder. */
  startAgain(): Promise<void>;
  /** Hands a file's bytes to the desk, which keeps them until they are sent. */
  upload(upload: Upload): Promise<DraftFile>;
}

/** Why a call failed: the code is for deciding, the message is for reading. */
export class CallFailed extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'CallFailed';
  }

  /** Takes whatever a transport threw. */
  static from(thrown: unknown): CallFailed {
    if (thrown instanceof CallFailed) return thrown;
    if (isApiError(thrown)) return new CallFailed(thrown.code, thrown.message);
    if (thrown instanceof Error) return new CallFailed('internal', thrown.message);
    return new CallFailed('internal', String(thrown));
  }
}

/** True for the shape in which the core tells of a failure. */
export function isApiError(value: unknown): value is ApiError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value && typeof value.message === 'string';
}
