import SigmaCLI

SigmaProgram.main()
