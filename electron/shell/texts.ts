// The few words the shell says itself (native menu and dialogs), in the system's language.

const en = {
  pictures: 'Pictures',
  allFiles: 'All files',
  file: 'File',
  open: 'Open pictures…',
  openFolder: 'Open folder…',
  edit: 'Edit',
  view: 'View',
  studio: 'Studio',
  library: 'Library',
  models: 'Models',
  settings: 'Settings…',
  queue: 'Queue',
  compare: 'Compare',
  fit: 'Zoom to fit',
  actual: 'Actual pixels',
  palette: 'All commands…',
  serviceFailed: 'The studio service cannot be started.',
  serviceFailedDetail:
    'It ended {count} times within a minute. Your library and finished pictures are safe.\n\n{last}\n\nLog: {log}',
  pageFailed: 'The window stopped working several times.',
  pageFailedDetail: 'Running jobs go on in the background. Your library and finished pictures are safe.\n\nLog: {log}',
  tryAgain: 'Try again',
  showLog: 'Show log',
  quit: 'Quit',
  cancel: 'Cancel',
  trainingMessage: 'Training is still going on.',
  trainingDetail:
    'It can go on without a window: start Atelier again to see it. When you quit, it goes on from where it was at the next start.',
  trainOn: 'Train on in the background',
};

export type Texts = typeof en;

const zh: Texts = {
  pictures: '图片',
  allFiles: '所有文件',
  file: '文件',
  open: '打开图片…',
  openFolder: '打开文件夹…',
  edit: '编辑',
  view: '显示',
  studio: '工作室',
  library: '图库',
  models: '模型',
  settings: '设置…',
  queue: '队列',
  compare: '对比',
  fit: '适合窗口',
  actual: '实际像素',
  palette: '全部命令…',
  serviceFailed: '无法启动工作室服务。',
  serviceFailedDetail: '它在一分钟内退出了 {count} 次。图库和已完成的图片不受影响。\n\n{last}\n\n日志：{log}',
  pageFailed: '窗口多次停止工作。',
  pageFailedDetail: '正在运行的任务会在后台继续。图库和已完成的图片不受影响。\n\n日志：{log}',
  tryAgain: '重试',
  showLog: '显示日志',
  quit: '退出',
  cancel: '取消',
  trainingMessage: '训练仍在进行。',
  trainingDetail: '没有窗口时训练也能继续：再次启动 Atelier 即可查看。若退出，下次启动时会从中断处继续。',
  trainOn: '在后台继续训练',
};

/** `locale`: a BCP 47 tag such as `zh-CN`. */
export function textsFor(locale: string): Texts {
  return locale.toLowerCase().startsWith('zh') ? zh : en;
}

/** Puts values into the `{fields}` of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (field, name: string) => String(values[name] ?? field));
}
