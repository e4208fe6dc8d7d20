/**
 * Posts a file's bytes to the media source. XMLHttpRequest, because fetch cannot tell how much has left. The bytes go as
 * they are: a form would cost a copy of a large file.
 */
import type { DraftFile } from '../bindings/DraftFile';
import { CallFailed, type Upload } from './contract';

export function postFile({ media, file, progress, signal }: Upload): Promise<DraftFile> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new DOMException('The upload was taken back.', 'AbortError'));
      return;
    }
    const request = new XMLHttpRequest();
    request.open('POST', `${media}/outgoing?name=${encodeURIComponent(file.name)}`);
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300 && isDraftFile(request.response)) resolve(request.response);
      else reject(new CallFailed('internal', `The file could not be kept (answer ${request.status}).`));
    };
    request.onerror = () => reject(new CallFailed('internal', 'The file could not be kept: the media source does not answer.'));
    request.onabort = () => reject(new DOMException('The upload was taken back.', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function isDraftFile(value: unknown): value is DraftFile {
  return typeof value === 'object' && value !== null && 'hash' in value && 'name' in value && 'size' in value;
}
