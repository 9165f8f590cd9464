import { createReadUpload, type ReadUpload } from './read-upload.ts';
import { createStoreUpload, type StoreUpload, type StoreUploadDeps } from './store-upload.ts';
import type { UploadStore } from '../domain/port/upload-store.ts';

/** The files that hang on messages. */
export interface UploadVerbs {
  readonly storeUpload: StoreUpload;
  readonly readUpload: ReadUpload;
}

export interface UploadDeps extends StoreUploadDeps {
  readonly uploads: UploadStore;
}

export function createUploads(deps: UploadDeps): UploadVerbs {
  return { storeUpload: createStoreUpload(deps), readUpload: createReadUpload(deps) };
}
