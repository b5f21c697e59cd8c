// English: Models.

export const models = {
  emptyTitle: 'No models',
  emptySentence: 'Add an .onnx upscaler by dropping it here.',
  imported: '{name} added',
} as const;
