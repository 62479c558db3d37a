/** Why a backup cannot be made, read or put back; told to the administrator as it is. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}
