import { FolderInput } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { bridge } from '../../app/bridge.ts';
import { type Overlay, openOverlay } from '../../app/index.ts';
import styles from './drop-folder.module.css';
import { folderOf } from './dropped-path.ts';

let drops = 0;

/** Takes a folder dropped anywhere on the window into the New build sheet; once in the application. */
export function DropFolder({ overlay }: { readonly overlay: Overlay | undefined }): ReactNode {
  const [over, setOver] = useState(false);
  const free = overlay === undefined || overlay.kind === 'new-build';
  useEffect(() => {
    if (!free) return;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const drag = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (file === undefined) return;
      void bridge()
        .pathForFile(file)
        .then((path) => {
          if (path === '') return;
          drops += 1;
          openOverlay({ kind: 'new-build', path: folderOf(path), drop: drops });
        });
    };
    document.addEventListener('dragover', drag);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', drag);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [free]);
  return over ? (
    <div className={styles.drop}>
      <div className={styles.frame}>
        <FolderInput size={28} aria-hidden />
        <p>Drop the folder to build it</p>
      </div>
    </div>
  ) : null;
}
