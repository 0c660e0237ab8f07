import SigmaCLI

await SigmaProgram.main()
